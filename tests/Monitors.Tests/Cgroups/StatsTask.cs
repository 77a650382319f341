using PluginHost;
using PluginHost.Runtime;

namespace Monitors.Tests.Cgroups;

/// <summary>A task of which only the figures are asked.</summary>
internal sealed class StatsTask(string @namespace, string id, Func<CancellationToken, Task<AnyValue?>> stats) : ITask
{
    public string Id => id;

    public string Namespace => @namespace;

    public uint Pid => 1;

    public Task<AnyValue?> StatsAsync(CancellationToken cancellationToken) => stats(cancellationToken);

    public Task<ProcessState> StateAsync(string execId, CancellationToken cancellationToken) => throw Unexpected();

    public Task<uint> StartAsync(string execId, CancellationToken cancellationToken) => throw Unexpected();

    public Task<TaskExit> WaitAsync(string execId, CancellationToken cancellationToken) => throw Unexpected();

    public Task KillAsync(string execId, uint signal, bool all, CancellationToken cancellationToken) => throw Unexpected();

    public Task ExecAsync(ExecOptions options, CancellationToken cancellationToken) => throw Unexpected();

    public Task<TaskExit> DeleteExecAsync(string execId, CancellationToken cancellationToken) => throw Unexpected();

    public Task ResizePtyAsync(string execId, uint width, uint height, CancellationToken cancellationToken) => throw Unexpected();

    public Task CloseStdinAsync(string execId, CancellationToken cancellationToken) => throw Unexpected();

    public Task PauseAsync(CancellationToken cancellationToken) => throw Unexpected();

    public Task ResumeAsync(CancellationToken cancellationToken) => throw Unexpected();

    public Task<IReadOnlyList<ProcessInfo>> PidsAsync(CancellationToken cancellationToken) => throw Unexpected();

    public Task CheckpointAsync(string path, AnyValue? options, CancellationToken cancellationToken) => throw Unexpected();

    public Task UpdateAsync(AnyValue? resources, IReadOnlyDictionary<string, string> annotations, CancellationToken cancellationToken)
        => throw Unexpected();

    private static InvalidOperationException Unexpected() => new("a monitor asks for figures alone");
}
