using System.Net;
using System.Net.Quic;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lanner.Server.Tests;

/// <summary>Connections with TLS, by files of certificates.</summary>
public sealed class TlsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    [InlineData("3.0")]
    public async Task A_guest_is_served_over_https(string version)
    {
        Assert.SkipWhen(version == "3.0" && !QuicListener.IsSupported, "QUIC is not there: install libmsquic.");
        using var folder = new TemporaryFolder();
        folder.Write("hello.wat", ServedGuests.Answering("hello"));
        using var certificate = WriteCertificate(folder);
        using var server = await StartedServer.StartAsync(
            folder.Path, "hello.wat", "--listen", $"https://127.0.0.1:{(version == "3.0" ? FreePort() : 0)}",
            "--certificate", "server.pem", "--key", "server.key");
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback =
                    (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString(),
            },
        };
        using var client = new HttpClient(handler)
        {
            BaseAddress = server.Addresses[0],
            DefaultRequestVersion = Version.Parse(version),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.GetAsync("", Cancellation);

        Assert.Equal("hello", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(Version.Parse(version), response.Version);
    }

    [Fact]
    public async Task A_certificate_that_does_not_go_with_its_key_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("hello.wat", ServedGuests.Answering("hello"));
        using var certificate = WriteCertificate(folder);
        using var other = RSA.Create(2048);
        folder.Write("server.key", other.ExportPkcs8PrivateKeyPem());

        var (exitCode, _, error) = await StartedServer.RunAsync(
            folder.Path, "hello.wat", "--listen", "https://127.0.0.1:0", "--certificate", "server.pem", "--key", "server.key");

        Assert.Equal(1, exitCode);
        Assert.Contains("lanner: server.pem: this certificate cannot be used with the key server.key: ", error, StringComparison.Ordinal);
    }

    private static X509Certificate2 WriteCertificate(TemporaryFolder folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        folder.Write("server.pem", certificate.ExportCertificatePem());
        folder.Write("server.key", key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
