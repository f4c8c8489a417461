import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * Writes Java key and trust stores, all in one JVM run of 0.4 s: keytool needs one of 0.25 s for each.
 *
 * <p>Reads one store a line from standard input, fields apart by tabs, so that no secret is on a command line:
 * {@code path, password, private key in PKCS#8 or nothing, certificate...}, keys and certificates in Base64.
 * With a key the certificates are its chain; without, they are what to trust.
 */
class KeyStores {
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      write(line.split("\t", -1));
    }
  }

  private static void write(String[] fields) throws IOException, GeneralSecurityException {
    char[] password = fields[1].toCharArray();
    Certificate[] certificates = certificatesFrom(fields, 3);
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, password);
    if (fields[2].isEmpty()) {
      for (int i = 0; i < certificates.length; i++) store.setCertificateEntry("authority-" + (i + 1), certificates[i]);
    } else {
      byte[] key = Base64.getDecoder().decode(fields[2]);
      store.setKeyEntry(
          "node", KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)), password, certificates);
    }
    Path path = Path.of(fields[0]);
    Files.deleteIfExists(path);
    Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.WRITE)) {
      store.store(out, password);
    }
  }

  private static Certificate[] certificatesFrom(String[] fields, int first) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Certificate[] certificates = new Certificate[fields.length - first];
    for (int i = 0; i < certificates.length; i++) {
      byte[] encoded = Base64.getDecoder().decode(fields[first + i]);
      certificates[i] = factory.generateCertificate(new ByteArrayInputStream(encoded));
    }
    return certificates;
  }
}
