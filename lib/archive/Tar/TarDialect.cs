namespace PluginHost.Archive.Tar;

/// <summary>Who laid out a header block.</summary>
internal enum TarDialect
{
    /// <summary>Unix version 7: no magic, no devices, no prefix.</summary>
    V7,

    /// <summary>POSIX, also below PAX headers.</summary>
    Ustar,

    /// <summary>star before it wrote PAX.</summary>
    Star,

    /// <summary>GNU tar's own.</summary>
    Gnu,
}
