using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PluginHost;
using PluginHost.Linux;
using PluginHost.Linux.Mounting;
using PluginHost.Mounts;
using PluginHost.Plugins.Walking;

namespace Differ.Tests.Support;

/// <summary>A differ on a content store and directories of its own. After each test nothing may be left of its temporary mounts.</summary>
public abstract class DifferTest : IAsyncLifetime
{
    private protected static readonly RequestScope Scope = new("test");
    private protected static readonly CancellationToken None = CancellationToken.None;

    protected string Work { get; } = Path.Join(Path.GetTempPath(), $"differ-{Guid.NewGuid():N}");

    private protected MemoryContent Content { get; } = new();

    private string MountRoot => At("tmpmounts");

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(Work);

        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        string[] left = Directory.Exists(MountRoot) ? Directory.GetFileSystemEntries(MountRoot) : [];
        string[] mounts = [.. MountTable.Read().Select(mount => mount.MountPoint).Where(point => MountTable.Contains(MountRoot, point))];
        await Unmounts.RecursiveAsync(Work, UmountFlags.None, None);
        Directory.Delete(Work, recursive: true);
        Assert.Empty(mounts);
        Assert.Empty(left);
        Assert.Equal(0, Content.OpenReaders);
        Assert.Empty(Content.Locked);
    }

    private protected WalkingDiffer Open(TimeProvider? clock = null, ILogger? logger = null)
        => new(scope => scope == Scope ? Content : throw new InvalidOperationException($"asked for {scope}"),
            MountRoot,
            clock ?? TimeProvider.System,
            logger ?? NullLogger.Instance);

    protected string At(string name) => Path.Join(Work, name);

    /// <summary>A new directory.</summary>
    protected string Make(string name)
    {
        Directory.CreateDirectory(At(name));

        return At(name);
    }

    protected static IReadOnlyList<Mount> Bind(string directory, string access = "rw") => [new Mount("bind", directory, [access, "rbind"])];

    /// <summary>An overlay over the lower directories, the nearest first. Its work directory does not exist: it can't be mounted.</summary>
    protected static IReadOnlyList<Mount> Unmountable(string upper, params string[] lowers)
        => [new Mount("overlay", "overlay", ["workdir=/nonexistent", $"upperdir={upper}", $"lowerdir={string.Join(':', lowers)}"])];
}
