package dev.credence.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Values of a JMH parameter that the suite takes unless told otherwise; without it all values, and
 * all contenders but the scalar backend, which is the reference and no competitor.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Usual {
  String[] value();
}
