namespace PluginHost.Shim.Messages;

/// <summary>Where the standard streams of a process come from and go to: paths of fifos, or URIs.</summary>
internal sealed record StdioPaths(string Stdin, string Stdout, string Stderr, bool Terminal)
{
    /// <summary>Whether nobody wants any of them.</summary>
    public bool IsNull => Stdin.Length == 0 && Stdout.Length == 0 && Stderr.Length == 0;
}
