namespace PluginHost.Host.Listeners;

/// <summary>Where a listener says that it can no longer accept connections. The daemon ends then, so that it is started anew.</summary>
internal sealed class ServeFailures
{
    private readonly TaskCompletionSource<Exception> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first failure.</summary>
    public Task<Exception> First => _first.Task;

    public void Report(Exception error) => _first.TrySetResult(error);
}
