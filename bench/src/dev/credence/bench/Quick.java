package dev.credence.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Values of a JMH parameter that the quick form of the suite takes; without it, the first usual
 * value, and of contenders those with the most threads.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Quick {
  String[] value();
}
