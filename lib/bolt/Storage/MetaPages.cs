using PluginHost.Bolt.Pages;

namespace PluginHost.Bolt.Storage;

/// <summary>The two meta pages: the last commit is on one, the one before on the other.</summary>
internal sealed class MetaPages
{
    private readonly IStorageFile _file;
    private readonly byte[][] _pages;
    private readonly bool _noSync;
    private int? _inDoubt;

    private MetaPages(IStorageFile file, byte[][] pages, Meta current, string? fault, bool noSync)
    {
        _file = file;
        _pages = pages;
        _noSync = noSync;
        Current = current;
        Fault = fault;
    }

    /// <summary>The valid one with the higher transaction id; of a file that was opened in its previous state, the other one.</summary>
    public Meta Current { get; private set; }

    /// <summary>What was wrong with one of the pages when they were read; null if both could be used.</summary>
    public string? Fault { get; }

    /// <summary>Reads both pages.</summary>
    /// <exception cref="BoltException">Neither is valid: the error of the first one.</exception>
    public static MetaPages Read(IStorageFile file, string path, DatabaseOptions options)
    {
        int pageSize = FindPageSize(file) ?? (options.PageSize == 0 ? Environment.SystemPageSize : options.PageSize);
        byte[][] pages = [ReadAt(file, 0, pageSize), ReadAt(file, pageSize, pageSize)];
        Meta? first = Meta.TryRead(pages[0], out BoltError error);
        Meta? second = Meta.TryRead(pages[1], out BoltError secondError);
        if (first is null && second is null)
        {
            throw BoltException.Of(error, $"{path}: meta pages");
        }

        Meta current = second is null || first?.TransactionId > second.TransactionId ? first! : second;
        string? fault = first is null ? Describe(0, error, current) : second is null ? Describe(1, secondError, current) : null;
        if (options.PreviousState)
        {
            current = fault is null && first!.TransactionId != second!.TransactionId
                ? (current == first ? second : first)
                : throw BoltException.Of(BoltError.Invalid, $"{path}: there is no state before that of transaction {current.TransactionId}");
        }

        if (current.PageSize != pageSize || file.Length < 2L * pageSize)
        {
            throw BoltException.Of(BoltError.Invalid, $"{path}: meta pages of {current.PageSize} bytes in a file of {file.Length} bytes");
        }

        return new MetaPages(file, pages, current, fault, options.NoSync);
    }

    /// <summary>
    /// A failed write may have reached the disk all the same. Before anything else is written its page must be as it was, or a crash
    /// could bring back a state whose pages were used again.
    /// </summary>
    public void ResolveDoubt()
    {
        if (_inDoubt is int page)
        {
            _file.Write(_pages[page], (long)page * Current.PageSize);
            Sync();
            _inDoubt = null;
        }
    }

    /// <summary>Makes a state whose pages are on the disk the current one. If it fails the old one remains.</summary>
    public void Write(Meta meta)
    {
        byte[] bytes = new byte[meta.PageSize];
        meta.Write(bytes);
        int page = (int)meta.Page.Value;
        try
        {
            _inDoubt = page;
            _file.Write(bytes, (long)page * meta.PageSize);
            Sync();
        }
        catch (BoltException e) when (e.Error == BoltError.Io)
        {
            TryResolveDoubt(e);
            throw;
        }

        _inDoubt = null;
        _pages[page] = bytes;
        Current = meta;
    }

    /// <summary>Best done at once; if the disk refuses this too, the next commit has to do it first.</summary>
    private void TryResolveDoubt(BoltException failure)
    {
        try
        {
            ResolveDoubt();
        }
        catch (BoltException e) when (e.Error == BoltError.Io)
        {
            failure.Data["meta page not restored"] = e.Message;
        }
    }

    private static string Describe(int page, BoltError error, Meta used)
        => $"meta page {page}: {error.Text()}; the state is that of transaction {used.TransactionId}";

    private void Sync()
    {
        if (!_noSync)
        {
            _file.SyncData();
        }
    }

    /// <summary>From the first meta page; if that is torn, from the second, which lies one page size into the file.</summary>
    private static int? FindPageSize(IStorageFile file)
    {
        if (Meta.TryRead(ReadAt(file, 0, Meta.Size), out _) is Meta first)
        {
            return first.PageSize;
        }

        for (int pageSize = Meta.MinPageSize; pageSize <= Meta.MaxPageSize; pageSize *= 2)
        {
            if (Meta.TryRead(ReadAt(file, pageSize, Meta.Size), out _)?.PageSize == pageSize)
            {
                return pageSize;
            }
        }

        return null;
    }

    /// <summary>That many bytes; fewer at the end of the file.</summary>
    private static byte[] ReadAt(IStorageFile file, long offset, int count)
    {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count && file.Read(bytes.AsSpan(done), offset + done) is > 0 and int read)
        {
            done += read;
        }

        return bytes[..done];
    }
}
