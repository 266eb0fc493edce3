package dev.credence.backend;

/** Started in a Java of its own: selects a backend twice and prints its name or the refusal. */
final class SelectProbe {
  private SelectProbe() {}

  public static void main(String[] arguments) {
    for (int i = 0; i < 2; i++) {
      try (Backend backend = Backends.select(arguments[0])) {
        System.out.println(backend.name());
      } catch (BackendUnavailableException | IllegalArgumentException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }
}
