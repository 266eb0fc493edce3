package dev.credence.backend.cuda;

import dev.credence.backend.cuda.driver.Kernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every kernel that the launch tables declare. */
public final class Kernels {
  private static final String PACKAGE = CudaBackend.class.getPackageName();

  private Kernels() {}

  /** All kernels in static fields of the backend's classes, alone or in collections. */
  public static Set<Kernel> all() {
    Set<Kernel> found =
        new TreeSet<>(Comparator.comparing(Kernel::image).thenComparing(Kernel::name));
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".class")) {
          collect(loaded(file), found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static Path root() {
    try {
      return Path.of(CudaBackend.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path folder() {
    return root().resolve(PACKAGE.replace('.', '/'));
  }

  private static Class<?> loaded(Path file) {
    String name = root().relativize(file).toString().replace(".class", "").replace('/', '.');
    try {
      return Class.forName(name, false, Kernels.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void collect(Class<?> type, Set<Kernel> found) {
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && mayHold(field.getType())) {
        try {
          field.setAccessible(true);
          collect(field.get(null), found);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** Reading other fields would start what their classes start. */
  private static boolean mayHold(Class<?> type) {
    return type == Kernel.class
        || type == Kernel[].class
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type);
  }

  private static void collect(Object value, Set<Kernel> found) {
    if (value instanceof Kernel kernel) {
      found.add(kernel);
    } else if (value instanceof Collection<?> values) {
      values.forEach(each -> collect(each, found));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(each -> collect(each, found));
    } else if (value != null && value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        collect(Array.get(value, i), found);
      }
    }
  }
}
