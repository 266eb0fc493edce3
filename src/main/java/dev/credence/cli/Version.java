package dev.credence.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code credence --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "credence " + number(),
      "Java %s (%s)"
          .formatted(System.getProperty("java.version"), System.getProperty("java.vm.name"))
    };
  }

  /** The version of the jar. */
  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged classes)" : version;
  }
}
