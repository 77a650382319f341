using System.Text.Json;
using System.Text.Json.Serialization;
using PluginHost.Errors;

namespace Acme.Snapshotter;

/// <summary>
/// The file that holds a <see cref="SnapshotSet"/>, written whole at each change: to a temporary name, to the disk, into place. A daemon
/// that is killed at any moment finds the old set or the new one. Good for thousands of snapshots; for more, use a database.
/// </summary>
internal sealed partial class SnapshotFile(string path)
{
    private string Temporary => $"{path}.new";

    /// <summary>What was saved last; the empty set when nothing was.</summary>
    public async Task<SnapshotSet> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream stream = File.OpenRead(path);

            return await JsonSerializer.DeserializeAsync(stream, Json.Default.SnapshotSet, cancellationToken) ?? SnapshotSet.Empty;
        }
        catch (FileNotFoundException)
        {
            return SnapshotSet.Empty;
        }
        catch (JsonException error)
        {
            throw new DaemonException(
                ErrorKind.DataLoss, $"{path}: {error.Message} Restore the file from a backup, or remove the directory it lies in: data loss", error);
        }
    }

    /// <summary>When this returns, the set is on the disk; when it throws, the previous one is there as before.</summary>
    public async Task SaveAsync(SnapshotSet snapshots, SnapshotSet previous, CancellationToken cancellationToken)
    {
        await ReplaceAsync(snapshots, cancellationToken);
        try
        {
            // The file is new, so its name has to reach the disk, too, and that is in the directory. Too late to cancel.
            await ExternalCommand.RunAsync("sync", [Path.GetDirectoryName(path)!], CancellationToken.None);
        }
        catch
        {
            await ReplaceAsync(previous, CancellationToken.None);
            throw;
        }
    }

    private async Task ReplaceAsync(SnapshotSet snapshots, CancellationToken cancellationToken)
    {
        await using (FileStream stream = File.Create(Temporary))
        {
            await JsonSerializer.SerializeAsync(stream, snapshots, Json.Default.SnapshotSet, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(Temporary, path, overwrite: true);
    }

    [JsonSourceGenerationOptions(
        WriteIndented = true,
        UseStringEnumConverter = true,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(SnapshotSet))]
    private sealed partial class Json : JsonSerializerContext;
}
