namespace PluginHost.Testing.Daemons;

/// <summary>The private places of one daemon: configuration, root, state, socket, log.</summary>
public sealed class DaemonDirectory : IDisposable
{
    private readonly ScratchDirectory _scratch;

    /// <summary>A new directory, or the given one, emptied: two daemons compared with each other use the same paths, one after the other.</summary>
    public DaemonDirectory(string? path = null)
    {
        _scratch = path is null ? new ScratchDirectory() : new ScratchDirectory(path);
    }

    public string Base => _scratch.Path;

    public string Root => _scratch.At("root");

    public string State => _scratch.At("state");

    public string Address => _scratch.At("s.sock");

    public string ConfigFile => _scratch.At("config.toml");

    public string LogFile => _scratch.At("daemon.log");

    /// <summary>Mount points in it, deepest first.</summary>
    public IReadOnlyList<string> Mounts() => _scratch.Mounts();

    /// <summary>Unmounts and removes everything.</summary>
    public void Dispose() => _scratch.Dispose();
}
