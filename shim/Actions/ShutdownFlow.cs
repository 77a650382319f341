using PluginHost.Shim.Events;
using PluginHost.Shim.Loop;

namespace PluginHost.Shim.Actions;

/// <summary>The end of the server: events that wait are sent, then the loop stops.</summary>
internal sealed class ShutdownFlow(EventLoop loop, EventPublisher events, int flushMilliseconds)
{
    private bool _begun;

    /// <summary>Begins it; a second time does nothing.</summary>
    public void Begin()
    {
        if (!_begun)
        {
            _begun = true;
            loop.Own(EndAsync());
        }
    }

    private async Task EndAsync()
    {
        // The answer to the request that asked for it goes out first.
        await Task.Yield();
        await events.FlushAsync(flushMilliseconds);
        loop.Stop();
    }
}
