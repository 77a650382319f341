using System.Globalization;
using PluginHost.Bolt;
using PluginHost.Bolt.Care;
using PluginHost.Errors;
using PluginHost.Metadata;

namespace PluginHost.Plugins.Metadata.Storage;

/// <summary>Checks and backs up an open <c>meta.db</c>, while others read and change it.</summary>
internal sealed class FileCare(Database database, TimeProvider clock)
{
    public string Path => database.Path;

    /// <summary>On the file of the metadata that is running.</summary>
    public static FileCare Of(IPluginSet plugins, TimeProvider clock)
        => plugins.GetSingle<IMetadata>(PluginTypes.Metadata) is BoltMetadata metadata
            ? new FileCare(metadata.File, clock)
            : throw DaemonException.NotImplemented("the metadata of this daemon is not kept in a bolt file");

    /// <summary>The name of a backup that was not given one: beside the file, with the time in UTC.</summary>
    public static string DefaultName(string path, TimeProvider clock)
        => string.Create(CultureInfo.InvariantCulture, $"{path}.{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}{Recovery.BackupSuffix}");

    public Task<StateReport> CheckAsync(CancellationToken cancellationToken)
        => Task.Run(() => Named(() => Inspection.Look(database)), cancellationToken);

    /// <param name="path">Absolute, of a file that does not exist; empty for <see cref="DefaultName"/>.</param>
    /// <param name="cancellationToken">Ends it only before it has begun.</param>
    public Task<BackupReport> BackupAsync(string path, CancellationToken cancellationToken)
    {
        string target = path.Length == 0 ? DefaultName(database.Path, clock) : path;
        return System.IO.Path.IsPathFullyQualified(target)
            ? Task.Run(() => Named(() => Backup.Write(database, target)), cancellationToken)
            : throw DaemonException.InvalidArgument($"backup path \"{path}\" is not absolute");
    }

    private static T Named<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (BoltException e)
        {
            throw new DaemonException(e.Error == BoltError.Corrupted ? ErrorKind.DataLoss : ErrorKind.Unknown, e.Message, e);
        }
    }
}
