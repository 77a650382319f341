using System.Diagnostics;

namespace Switch.Tests;

/// <summary><c>ctr events</c>, from the moment on at which it surely receives them.</summary>
internal sealed class EventWatch : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly Lock _gate = new();
    private string _seen = string.Empty;

    private EventWatch(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    private string Seen
    {
        get
        {
            lock (_gate)
            {
                return _seen;
            }
        }
    }

    /// <summary>Subscribes; changes a label of a namespace until the first event about that arrives.</summary>
    public static async Task<EventWatch> StartAsync(Ctr ctr)
    {
        EventWatch watch = new(ctr.Command(default, "events").Start());
        int attempt = 0;
        await Poll.UntilAsync("an event arrives", Limit, async () =>
        {
            await ctr.OkAsync("namespaces", "label", "watched", $"attempt={attempt++}");

            return watch.Seen.Length > 0;
        });
        await ctr.OkAsync("namespaces", "rm", "watched");

        return watch;
    }

    /// <summary>Waits for an event about an object.</summary>
    public Task ReceivesAsync(string topic, string id)
        => Poll.UntilAsync(
            $"{topic} of {id}", Limit, () => Seen.Split('\n').Any(line => line.Contains($" {topic} ", StringComparison.Ordinal)
                && line.Contains($"\"{id}\"", StringComparison.Ordinal)), () => Seen);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _seen += line + "\n";
            }
        }
    }
}
