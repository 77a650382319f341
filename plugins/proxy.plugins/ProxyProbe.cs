using System.Globalization;
using Grpc.Core;
using PluginHost.Proto.Services.HealthV1;

namespace PluginHost.Plugins.Proxy;

/// <summary>
/// Asks the process whether it lives: a call of the health service (grpc health.proto). Most vendors do not serve it, but whoever says so
/// is alive. HTTP/2 pings are no way: Go's gRPC server closes a connection on which they come more often than every five minutes.
/// </summary>
internal sealed class ProxyProbe(CallInvoker invoker, TimeProvider clock)
{
    /// <summary>Who looks at the list of plugins does not wait longer for one of them.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly Health.HealthClient _client = new(invoker);
    private readonly Lock _lock = new();
    private Task<string?> _running = Task.FromResult<string?>(null);

    /// <summary>Null when it answered, else why not. All who ask at the same time share one question.</summary>
    public Task<string?> AskAsync(TimeSpan limit)
    {
        lock (_lock)
        {
            if (_running.IsCompleted)
            {
                _running = CheckAsync(limit, CancellationToken.None);
            }

            return _running;
        }
    }

    /// <inheritdoc cref="IRemotePlugin.ConnectionAsync"/>
    public async Task<string> DescribeAsync(CancellationToken cancellationToken)
        => await CheckAsync(Glance, cancellationToken) ?? "connected";

    private async Task<string?> CheckAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _client.CheckAsync(new HealthCheckRequest(), new CallOptions(null, clock.GetUtcNow().UtcDateTime + limit, cancellationToken));
            return null;
        }
        catch (RpcException error) when (error.Status.DebugException is null)
        {
            return null;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        catch (RpcException error)
        {
            return error.StatusCode == StatusCode.DeadlineExceeded
                ? string.Create(CultureInfo.InvariantCulture, $"does not answer: nothing within {limit.TotalSeconds:0.#} s")
                : $"is unreachable: {error.Status.Detail}";
        }
    }
}
