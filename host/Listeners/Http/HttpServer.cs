using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace PluginHost.Host.Listeners.Http;

/// <summary>Serves a few pages over HTTP/1.1, on a unix socket that was made elsewhere or on a TCP address.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HeaderLimit = TimeSpan.FromMinutes(5);

    private readonly KestrelServer _server;
    private readonly PageApplication _pages;

    private HttpServer(Action<KestrelServerOptions> listen, SocketTransportOptions transport, PageApplication pages)
    {
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Limits.RequestHeadersTimeout = HeaderLimit;
        listen(options);
        ILoggerFactory noLog = NullLoggerFactory.Instance;
        _server = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(transport), noLog), noLog);
        _pages = pages;
    }

    /// <param name="socket">Bound; the server owns it from now on.</param>
    /// <param name="pages">What is served.</param>
    public static HttpServer OnSocket(Socket socket, IReadOnlyList<HttpPage> pages) => new(
        options => options.Listen(socket.LocalEndPoint!),
        new SocketTransportOptions { CreateBoundListenSocket = _ => socket },
        new PageApplication(pages));

    /// <param name="address"><c>host:port</c>; an empty host means every address.</param>
    /// <param name="pages">What is served.</param>
    /// <exception cref="StartException">The address makes no sense.</exception>
    public static HttpServer OnTcp(string address, IReadOnlyList<HttpPage> pages) => new(
        options => options.Listen(TcpAddress.Parse(address)), new SocketTransportOptions(), new PageApplication(pages));

    /// <exception cref="IOException">The address is in use.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(_pages, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(StopLimit);
        await _server.StopAsync(limit.Token);
        _server.Dispose();
    }

    private sealed class PageApplication(IReadOnlyList<HttpPage> pages) : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public void DisposeContext(IFeatureCollection context, Exception? exception)
        {
        }

        public async Task ProcessRequestAsync(IFeatureCollection context)
        {
            IHttpRequestFeature request = context.GetRequiredFeature<IHttpRequestFeature>();
            IHttpResponseFeature response = context.GetRequiredFeature<IHttpResponseFeature>();
            HttpPage? page = pages.FirstOrDefault(page => page.Path == request.Path);
            CancellationToken aborted = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
            string text = page is null ? "404 page not found\n" : await page.WriteAsync(aborted);
            response.StatusCode = (int)(page is null ? HttpStatusCode.NotFound : HttpStatusCode.OK);
            response.Headers.ContentType = page?.ContentType ?? "text/plain; charset=utf-8";
            await using StreamWriter body = new(context.GetRequiredFeature<IHttpResponseBodyFeature>().Stream, leaveOpen: true);
            await body.WriteAsync(text.AsMemory(), aborted);
        }
    }
}
