using PluginHost.Testing.Daemons;

namespace PluginHost.Bench;

/// <summary>Both daemons on fresh directories.</summary>
internal sealed class Daemons : IAsyncDisposable
{
    public PluginHostDaemon Ours { get; } = new();

    public ContainerdDaemon Theirs { get; } = new();

    public static async Task<Daemons> StartAsync()
    {
        Daemons daemons = new();
        await daemons.Ours.StartAsync();
        await daemons.Theirs.StartAsync();
        return daemons;
    }

    /// <summary>Takes a figure of one and then of the other, again and again, so that whatever else the machine does meets both.</summary>
    public async Task<(List<double> Ours, List<double> Theirs)> AlternateAsync(int rounds, Func<TestDaemon, Task<double>> measure)
    {
        List<double> ours = [];
        List<double> theirs = [];
        for (int round = 0; round < rounds; round++)
        {
            ours.Add(await measure(Ours));
            theirs.Add(await measure(Theirs));
        }

        return (ours, theirs);
    }

    public async ValueTask DisposeAsync()
    {
        await Ours.DisposeAsync();
        await Theirs.DisposeAsync();
    }
}
