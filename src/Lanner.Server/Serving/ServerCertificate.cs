using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lanner.Cli.Messages;

namespace Lanner.Server.Serving;

/// <summary>The certificate of a server, of files in PEM.</summary>
internal static class ServerCertificate
{
    /// <summary>Reads the certificate with its key, and those that it stands on.</summary>
    /// <returns>The server's own first; null where no address needs one.</returns>
    /// <exception cref="NotSupportedException">One is needed, and not named.</exception>
    /// <exception cref="FileException">The certificate or its key is not right.</exception>
    internal static X509Certificate2Collection? Read(ListenSettings settings)
    {
        if (!settings.Addresses.Any(address => address.IsSecure))
        {
            return null;
        }

        if (settings.Certificate is not { } file || settings.Key is not { } key)
        {
            throw new NotSupportedException("https needs a certificate and its key");
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            using var withKey = X509Certificate2.CreateFromPemFile(file, key);
            certificates[0].Dispose();

            // Windows takes no key that is in memory only.
            certificates[0] = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
            return certificates;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException
            or ArgumentException)
        {
            throw new FileException(file, $"this certificate cannot be used with the key {key}: {exception.Message}", exception);
        }
    }
}
