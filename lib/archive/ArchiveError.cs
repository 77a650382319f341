namespace PluginHost.Archive;

/// <summary>Why an archive can't be used.</summary>
public enum ArchiveError
{
    /// <summary>The bytes follow no known format, or contradict themselves.</summary>
    Malformed,

    /// <summary>The stream ends too early.</summary>
    Truncated,

    /// <summary>An entry has what this program does not know, or a value that the kernel has no room for.</summary>
    Unsupported,

    /// <summary>The archive is larger than the caller allows.</summary>
    LimitExceeded,
}
