using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PluginHost.Host.Listeners;

/// <summary>Reads the keys of the TCP listener, all of them PEM files.</summary>
internal static class TlsSettings
{
    /// <returns>Null when no certificate is configured: no TLS.</returns>
    /// <exception cref="StartException">A file can't be used.</exception>
    public static SslServerAuthenticationOptions? Load(GrpcTcpConfig config)
    {
        if (config.TlsCertificate.Length == 0)
        {
            return null;
        }

        try
        {
            SslServerAuthenticationOptions options = new()
            {
                ServerCertificate = X509Certificate2.CreateFromPemFile(config.TlsCertificate, config.TlsKey),
            };
            if (config.TlsAuthority.Length > 0)
            {
                options.ClientCertificateRequired = true;
                options.CertificateChainPolicy = Trusting(config.TlsAuthority);
                options.RemoteCertificateValidationCallback = static (_, _, _, errors) => errors == SslPolicyErrors.None;
            }

            return options;
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"failed to load TLS keys ({config.TlsCertificate}, {config.TlsKey}): {error.Message}", error);
        }
    }

    private static X509ChainPolicy Trusting(string authorityFile)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(authorityFile);
        return policy;
    }
}
