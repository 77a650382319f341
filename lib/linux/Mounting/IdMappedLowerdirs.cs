namespace PluginHost.Linux.Mounting;

/// <summary>
/// Overlay options whose lower directories are seen through an id-mapped bind mount of the directory above them all. The overlay keeps
/// the mapped mounts; the helper mount goes when this is disposed.
/// </summary>
internal sealed class IdMappedLowerdirs : IDisposable
{
    private const string Prefix = "lowerdir=";

    private readonly string _directory;

    private IdMappedLowerdirs(string directory, IReadOnlyList<string> options)
    {
        _directory = directory;
        Options = options;
    }

    /// <summary>The options to mount with.</summary>
    public IReadOnlyList<string> Options { get; }

    /// <summary>Makes the helper mount.</summary>
    /// <exception cref="ArgumentException">There are no lower directories, or they share no directory.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public static IdMappedLowerdirs Prepare(IReadOnlyList<string> options, SafeFileDescriptor userNamespace)
    {
        OverlayLowerdirs lowers = OverlayLowerdirs.CompactAlways(options)
            ?? throw new ArgumentException("an id-mapped overlay needs lower directories that share a directory", nameof(options));
        string directory = Directory.CreateTempSubdirectory("idmapped-").FullName;
        try
        {
            using SafeFileDescriptor mapped = IdMappedMount.Clone(lowers.Directory, userNamespace, readOnly: true);
            LibC.MoveMount(mapped, directory);
        }
        catch (LinuxException)
        {
            Directory.Delete(directory);
            throw;
        }

        return new IdMappedLowerdirs(directory, [.. lowers.Options.Select(option => Rebase(option, directory))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        LibC.Umount2(_directory, UmountFlags.MNT_DETACH);
        Directory.Delete(_directory);
    }

    private static string Rebase(string option, string directory)
        => option.StartsWith(Prefix, StringComparison.Ordinal)
            ? Prefix + string.Join(':', option[Prefix.Length..].Split(':').Select(lower => Path.Join(directory, lower)))
            : option;
}
