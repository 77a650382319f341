using System.Security.Cryptography;

namespace PluginHost.Linux.Mounting;

/// <summary>A <see cref="MountActivation"/> that lasts as long as one piece of work.</summary>
public sealed class TempActivation : IAsyncDisposable
{
    private readonly string? _directory;

    private TempActivation(IReadOnlyList<MountEntry> mounts, string? directory)
    {
        Mounts = mounts;
        _directory = directory;
    }

    /// <summary>The mounts that are left to be made.</summary>
    public IReadOnlyList<MountEntry> Mounts { get; }

    /// <summary>Activates the mounts, if need be, in a new directory <c>containerd-mounts*</c>.</summary>
    /// <param name="mounts">The descriptions.</param>
    /// <param name="root">Where the directory is made.</param>
    /// <exception cref="IOException">As <see cref="MountActivation.Activate"/>.</exception>
    public static TempActivation Of(IReadOnlyList<MountEntry> mounts, string root)
    {
        if (!MountActivation.IsNeeded(mounts))
        {
            return new TempActivation(mounts, directory: null);
        }

        string directory = Path.Join(root, $"containerd-mounts{RandomNumberGenerator.GetHexString(16, lowercase: true)}");

        return new TempActivation(MountActivation.Activate(mounts, directory), directory);
    }

    /// <summary>Takes away what was mounted.</summary>
    /// <exception cref="IOException">A mount stays in use.</exception>
    public ValueTask DisposeAsync()
        => _directory is null ? ValueTask.CompletedTask : new ValueTask(MountActivation.DeactivateAsync(_directory, CancellationToken.None));
}
