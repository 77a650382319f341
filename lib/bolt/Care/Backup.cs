using PluginHost.Bolt.Check;
using PluginHost.Linux;

namespace PluginHost.Bolt.Care;

/// <summary>
/// Copies of a database while it is in use. Readers and the writer go on. A copy gets its name only after it was checked: a file of that
/// name is a whole one, also after a crash (which can leave a hidden file that ends with <c>.tmp</c> and may be removed).
/// </summary>
public static class Backup
{
    /// <summary>Writes a copy of the committed state; for its owner alone to read (0600).</summary>
    /// <param name="database">The source, writable or not.</param>
    /// <param name="path">The new file; its directory must exist.</param>
    /// <exception cref="BoltException"><see cref="BoltError.Io"/> with path and cause, also if the file exists;
    /// <see cref="BoltError.Corrupted"/>: the source is damaged, nothing was written.</exception>
    public static BackupReport Write(Database database, string path)
    {
        using CopiedFile copy = new(path);
        BackupReport report = Fill(database, path, copy);
        copy.Publish();
        return report;
    }

    /// <summary>As <see cref="Write"/>, in place of a file that has the name.</summary>
    /// <exception cref="BoltException">As <see cref="Write"/>; the file that has the name is as before.</exception>
    public static BackupReport Replace(Database database, string path)
    {
        using CopiedFile copy = new(path);
        BackupReport report = Fill(database, path, copy);
        copy.PublishInPlace();
        return report;
    }

    private static BackupReport Fill(Database database, string path, CopiedFile copy)
    {
        copy.CopyState(database, FileModes.Octal0600);
        CheckedState state = copy.Check(database.Path);
        return new BackupReport(path, state.TransactionId, state.TotalBytes);
    }
}
