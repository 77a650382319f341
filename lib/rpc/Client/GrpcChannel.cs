using System.Net.Sockets;
using Grpc.Core;

namespace PluginHost.Rpc.Client;

/// <summary>
/// A gRPC client over HTTP/2. It connects when the first call needs it and again when the connection was lost; each call that can't
/// be made fails with Unavailable. All calls share one connection; another is opened when the server allows no more streams on it.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private const string UnixScheme = "unix:";

    private readonly HttpMessageInvoker _http;
    private readonly GrpcCallInvoker _invoker;

    private GrpcChannel(string target, Uri baseAddress, string? socketPath, GrpcChannelOptions options)
        : base(target)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
        };
        if (options.Tls is not null)
        {
            handler.SslOptions = options.Tls;
        }

        if (socketPath is not null)
        {
            handler.ConnectCallback = async (_, token)
                => new NetworkStream(await UnixSockets.ConnectAsync(socketPath, token), ownsSocket: true);
        }

        _http = new HttpMessageInvoker(handler, disposeHandler: true);
        _invoker = new GrpcCallInvoker(_http, baseAddress, options);
    }

    /// <summary>A channel to an address.</summary>
    /// <param name="address"><c>unix:///run/x.sock</c>, <c>unix:/run/x.sock</c>, an absolute path, <c>http://host:port</c> or <c>https://host:port</c>.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The address has another form.</exception>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        GrpcChannelOptions settings = options ?? new GrpcChannelOptions();
        if (SocketPath(address) is { } path)
        {
            return new GrpcChannel(address, new Uri("http://localhost"), path, settings);
        }

        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? new GrpcChannel(address, uri, null, settings)
            : throw new ArgumentException(
                $"grpc: address \"{address}\": use unix:///path, an absolute path, http://host:port or https://host:port",
                nameof(address));
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker() => _invoker;

    /// <summary>Closes the connection; open calls fail.</summary>
    public void Dispose() => _http.Dispose();

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static string? SocketPath(string address)
    {
        if (address.StartsWith('/'))
        {
            return address;
        }

        if (!address.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            return null;
        }

        string path = address[UnixScheme.Length..];
        return path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path;
    }
}
