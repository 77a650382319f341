using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace PluginHost.Rpc.Server;

/// <summary>Puts TLS with HTTP/2 between the socket and the server (RFC 7301, RFC 9113 §3.2).</summary>
internal sealed class TlsConnection(SslServerAuthenticationOptions options, ILogger logger, ConnectionDelegate next)
{
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(30);

    public async Task HandleAsync(ConnectionContext connection)
    {
        await using DuplexStream raw = new(connection.Transport);
        await using SslStream tls = new(raw, leaveInnerStreamOpen: true);
        SslServerAuthenticationOptions settings = new()
        {
            ServerCertificate = options.ServerCertificate,
            ServerCertificateContext = options.ServerCertificateContext,
            ClientCertificateRequired = options.ClientCertificateRequired,
            RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
            CertificateChainPolicy = options.CertificateChainPolicy,
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        };
        using (CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed))
        {
            limit.CancelAfter(HandshakeLimit);
            try
            {
                await tls.AuthenticateAsServerAsync(settings, limit.Token);
            }
            catch (Exception error) when (error is AuthenticationException or IOException or OperationCanceledException)
            {
                logger.LogDebug(error, "TLS handshake failed");
                return;
            }
        }

        IDuplexPipe outer = connection.Transport;
        DuplexPipe inner = new(
            PipeReader.Create(tls, new StreamPipeReaderOptions(leaveOpen: true)),
            PipeWriter.Create(tls, new StreamPipeWriterOptions(leaveOpen: true)));
        connection.Transport = inner;
        try
        {
            await next(connection);
        }
        finally
        {
            await inner.Input.CompleteAsync();
            await inner.Output.CompleteAsync();
            connection.Transport = outer;
        }
    }
}
