namespace PluginHost.Shim.Stdio;

/// <summary>What a <see cref="Pump"/> reads from.</summary>
internal enum SourceKind
{
    /// <summary>What a container writes: read on even if nobody takes it.</summary>
    Output,

    /// <summary>What goes to a container: of no use once it reads no more.</summary>
    Input,

    /// <summary>The master of a terminal, which is at its end only when told so.</summary>
    Terminal,
}
