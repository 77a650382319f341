namespace PluginHost.Linux.Zstd;

/// <summary>How far a compression call goes (<c>ZSTD_EndDirective</c>).</summary>
public enum ZstdEnd
{
    /// <summary>More will come.</summary>
    Continue = 0,

    /// <summary>All that was given can be read from what is written.</summary>
    Flush = 1,

    /// <summary>The frame ends.</summary>
    End = 2,
}
