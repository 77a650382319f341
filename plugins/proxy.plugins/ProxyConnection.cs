using System.Globalization;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PluginHost.Errors;
using PluginHost.Rpc;
using PluginHost.Rpc.Client;

namespace PluginHost.Plugins.Proxy;

/// <summary>
/// The way to the process of one proxy plugin: dialled when the first call needs it, and again after it was lost. Every wait ends: with the
/// answer, with the caller's token, at its limit, or when the process does not answer a probe either. Errors of the process come with its own
/// kind and text; those of the way there are Unavailable or DeadlineExceeded and name plugin, address and call.
/// </summary>
internal sealed class ProxyConnection : IDisposable
{
    private readonly string _uri;
    private readonly string _address;
    private readonly TimeProvider _clock;
    private readonly GrpcChannel _channel;
    private readonly ProxyProbe _probe;
    private readonly ProxyState _state;

    /// <summary>Connects nowhere yet.</summary>
    /// <param name="uri">Of the plugin, for messages.</param>
    /// <param name="address">Path of the socket.</param>
    /// <param name="limits">How long to wait.</param>
    /// <param name="clock">The clock of deadlines.</param>
    /// <param name="logger">Where it is told that the process has gone and come back.</param>
    public ProxyConnection(string uri, string address, ProxyLimits limits, TimeProvider clock, ILogger logger)
    {
        _uri = uri;
        _address = address;
        _clock = clock;
        Limits = limits;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { Time = clock });
        Invoker = _channel.CreateCallInvoker();
        _probe = new ProxyProbe(Invoker, clock);
        _state = new ProxyState(uri, address, logger);
    }

    /// <summary>For the generated clients.</summary>
    public CallInvoker Invoker { get; }

    public ProxyLimits Limits { get; }

    /// <inheritdoc cref="IRemotePlugin.ConnectionAsync"/>
    public Task<string> ConnectionAsync(CancellationToken cancellationToken) => _probe.DescribeAsync(cancellationToken);

    /// <summary>Makes a call of one answer.</summary>
    /// <param name="start">Starts it.</param>
    /// <param name="scope">Whose headers go along; null for none.</param>
    /// <param name="limit">One of <see cref="Limits"/>.</param>
    /// <param name="cancellationToken">The caller's: an earlier end.</param>
    /// <param name="method">The call, for messages.</param>
    public async Task<T> CallAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> start,
        RequestScope? scope,
        TimeSpan limit,
        CancellationToken cancellationToken,
        [CallerMemberName] string method = "")
    {
        using AsyncUnaryCall<T> call = start(Options(scope, cancellationToken).WithDeadline(_clock.GetUtcNow().UtcDateTime + limit));
        return await WaitAsync(call.ResponseAsync, call.Dispose, limit, cancellationToken, method);
    }

    /// <summary>Makes a call of many answers; each has <see cref="ProxyLimits.Call"/> to come.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        Func<CallOptions, AsyncServerStreamingCall<T>> start,
        RequestScope? scope,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        [CallerMemberName] string method = "")
    {
        using AsyncServerStreamingCall<T> call = start(Options(scope, cancellationToken));
        while (await WaitAsync(call.ResponseStream.MoveNext(cancellationToken), call.Dispose, Limits.Call, cancellationToken, method))
        {
            yield return call.ResponseStream.Current;
        }
    }

    /// <summary>Options of a call that is given up with <paramref name="cancellationToken"/>.</summary>
    public static CallOptions Options(RequestScope? scope, CancellationToken cancellationToken)
        => new(scope?.ToGrpcHeaders(), deadline: null, cancellationToken);

    /// <summary>Waits for what a call has still to say; gives the call up if that does not come.</summary>
    /// <param name="answer">What is waited for.</param>
    /// <param name="giveUp">Ends the call.</param>
    /// <param name="limit">How long.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <param name="method">The call, for messages.</param>
    /// <exception cref="DaemonException">The process refused, did not answer, or is not there.</exception>
    public async Task<T> WaitAsync<T>(
        Task<T> answer, Action giveUp, TimeSpan limit, CancellationToken cancellationToken, [CallerMemberName] string method = "")
    {
        try
        {
            T result = await GuardAsync(answer, limit, method, cancellationToken);
            _state.Answered();
            return result;
        }
        catch (RpcException error)
        {
            throw Translated(error, limit, method, cancellationToken);
        }
        finally
        {
            if (!answer.IsCompleted)
            {
                giveUp();

                // Nobody waits for it any more, but it will fail now.
                _ = answer.ContinueWith(
                    static given => _ = given.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    public void Dispose() => _channel.Dispose();

    private async Task<T> GuardAsync<T>(Task<T> answer, TimeSpan limit, string method, CancellationToken cancellationToken)
    {
        long started = _clock.GetTimestamp();
        while (!answer.IsCompleted)
        {
            TimeSpan left = limit - _clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                throw NoAnswer(method, $"no answer within {Seconds(limit)}");
            }

            try
            {
                return await answer.WaitAsync(left < Limits.Probe ? left : Limits.Probe, _clock, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Perhaps it works, perhaps it hangs.
            }

            Task<string?> probe = left > Limits.Probe ? _probe.AskAsync(Limits.Probe) : Task.FromResult<string?>(null);
            await Task.WhenAny(answer, probe).WaitAsync(cancellationToken);
            if (!answer.IsCompleted && await probe is string fault)
            {
                throw NoAnswer(method, $"no answer within {Seconds(_clock.GetElapsedTime(started))}, and the process {fault}");
            }
        }

        return await answer;
    }

    private Exception Translated(RpcException error, TimeSpan limit, string method, CancellationToken cancellationToken)
    {
        if (error.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(error.Message, error, cancellationToken);
        }

        if (error.Status.DebugException is null)
        {
            // It has a cause on this side only if it is not the answer of the process.
            _state.Answered();
            return WithKind(error.ToDaemonException());
        }

        if (error.StatusCode == StatusCode.DeadlineExceeded)
        {
            return NoAnswer(method, $"no answer within {Seconds(limit)}");
        }

        _state.Failed(error.Status.Detail);
        return DaemonException.Of(ErrorKind.Unavailable, $"{Named(method)}: {error.Status.Detail}", error);
    }

    // As containerd does; clients know a kind by the end of the text, and not every vendor says it.
    private static DaemonException WithKind(DaemonException error)
        => error.Kind == ErrorKind.Unknown || error.Message.EndsWith(error.Kind.Text(), StringComparison.Ordinal)
            ? error
            : DaemonException.Of(error.Kind, error.Message, error.InnerException);

    private DaemonException NoAnswer(string method, string reason)
    {
        _state.Failed(reason);
        return DaemonException.Of(ErrorKind.DeadlineExceeded, $"{Named(method)}: {reason}");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    private string Named(string method)
    {
        const string Suffix = "Async";
        string call = method.EndsWith(Suffix, StringComparison.Ordinal) ? method[..^Suffix.Length] : method;
        return $"proxy plugin {_uri} at {_address}: {call}";
    }
}
