using PluginHost.Archive.Tar;
using PluginHost.Linux;

namespace PluginHost.Archive.Apply;

/// <summary>One application of one layer: its entries in order, and what must be remembered between them.</summary>
internal sealed class LayerRun
{
    private readonly RootTree _tree;
    private readonly ApplyOptions _options;
    private readonly EntryWriter _writer;
    private readonly EntryAttributes _attributes;
    private readonly WhiteoutApplier _whiteouts;
    private readonly WrittenPaths _written = new();

    private readonly DirectoryTimes _directories = new();

    private long _size;
    private long _entries;

    public LayerRun(RootTree tree, TarReader reader, ApplyOptions options)
    {
        _tree = tree;
        _options = options;
        _attributes = new EntryAttributes(options);
        _writer = new EntryWriter(tree, reader, _attributes);
        _whiteouts = new WhiteoutApplier(options.Whiteouts, _written);
    }

    /// <summary>What was applied so far.</summary>
    public ApplyResult Result => new(_size, _entries);

    /// <summary>Applies one entry.</summary>
    /// <exception cref="ArchiveException">The entry can't be used, or exceeds the limits.</exception>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void Apply(TarEntry entry, CancellationToken cancellationToken)
    {
        Count(entry);
        if (entry.Type == TarEntryType.GlobalHeader)
        {
            return;
        }

        if (_options.SkipDevices && entry.Type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice)
        {
            _options.Warn?.Invoke($"the device {entry.Name} was left out: a user namespace can't make devices");
            return;
        }

        using TreePlace? place = _tree.Place(entry.Name, cancellationToken);
        if (place is null)
        {
            return;
        }

        if (Whiteout.IsWhiteout(place.Name))
        {
            _whiteouts.Apply(entry, place, _attributes.OwnerOf(entry), cancellationToken);
            return;
        }

        _writer.Write(entry, place, cancellationToken);
        if (_options.Whiteouts == WhiteoutStyle.Remove)
        {
            _written.Add(place.FullPath);
        }

        if (entry.Type == TarEntryType.Directory)
        {
            _directories.Set(place.FullPath, EntryTimes.Of(entry));
        }
    }

    /// <summary>Sets the times of all directories that had an entry and are still there.</summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public void SetDirectoryTimes(CancellationToken cancellationToken)
    {
        foreach ((string path, EntryTimes times) in _directories.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_tree.TryOpenPlain(path, out SafeFileDescriptor directory))
            {
                using (directory)
                {
                    EntryAttributes.SetTimes(directory, times);
                }
            }
        }
    }

    private void Count(TarEntry entry)
    {
        ArchiveLimits limits = _options.Limits;
        if (++_entries > limits.MaxEntries)
        {
            throw new ArchiveException(ArchiveError.LimitExceeded, $"the archive has more than {limits.MaxEntries} entries");
        }

        if (entry.Size > limits.MaxBytes - _size)
        {
            throw new ArchiveException(
                ArchiveError.LimitExceeded, $"the files of the archive have more than {limits.MaxBytes} bytes, at {entry.Name}");
        }

        _size += entry.Size;
    }
}
