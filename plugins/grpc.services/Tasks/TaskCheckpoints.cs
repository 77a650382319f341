using Google.Protobuf;
using PluginHost.Containers;
using PluginHost.Content;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Oci;
using PluginHost.Runtime;
using ProtoDescriptor = PluginHost.Proto.Types.Descriptor;

namespace PluginHost.Plugins.GrpcServices.Tasks;

/// <summary>
/// Checkpoints of tasks as blobs: an archive of what the runtime wrote into a directory, and the specification of the container beside it.
/// </summary>
/// <param name="components">The differ and the content store.</param>
/// <param name="scratch">Where a checkpoint is written before it is archived: on a disk, since it has the memory of the processes in it.</param>
internal sealed class TaskCheckpoints(Components components, string scratch)
{
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>As the constructor, without what an earlier daemon was killed over.</summary>
    public static TaskCheckpoints Open(Components components, string scratch)
    {
        if (Directory.Exists(scratch))
        {
            Directory.Delete(scratch, recursive: true);
        }

        return new TaskCheckpoints(components, scratch);
    }

    /// <summary>Has a checkpoint written, and stores it. Returns the archive and the specification.</summary>
    public async Task<IReadOnlyList<Descriptor>> SaveAsync(
        RequestScope scope, ContainerRecord container, ITask task, AnyValue? options, CancellationToken cancellationToken)
    {
        string directory = Path.Combine(scratch, Path.GetRandomFileName());
        Directory.CreateDirectory(scratch, PrivateMode);
        Directory.CreateDirectory(directory, PrivateMode);
        try
        {
            await task.CheckpointAsync(directory, options, cancellationToken);
            Descriptor archive = await components.Comparer.CompareAsync(
                scope, [], [Bind(directory, "ro")], new DiffOptions { MediaType = MediaTypes.OciLayer }, cancellationToken);
            return
            [
                archive with { MediaType = MediaTypes.CheckpointCriu },
                await StoreAsync(scope, container.Spec.ToMessage()?.ToByteArray() ?? [], cancellationToken),
            ];
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>What fills a directory with the checkpoint that a request names.</summary>
    /// <exception cref="DaemonException">It is no archive that <see cref="SaveAsync"/> made.</exception>
    public Func<string, CancellationToken, Task> Unpacking(RequestScope scope, ProtoDescriptor message)
    {
        if (message.MediaType != MediaTypes.CheckpointCriu)
        {
            throw new DaemonException(ErrorKind.Unknown, $"unsupported checkpoint type \"{message.MediaType}\"");
        }

        Wire.ParseDigest(message.Digest);
        Descriptor checkpoint = message.ToRecord();
        return (directory, cancellationToken) => UnpackAsync(scope, checkpoint, directory, cancellationToken);
    }

    private async Task UnpackAsync(RequestScope scope, Descriptor checkpoint, string directory, CancellationToken cancellationToken)
    {
        try
        {
            await components.Applier.ApplyAsync(
                scope, checkpoint with { MediaType = MediaTypes.OciLayer }, [Bind(directory, "rw")], new ApplyOptions(), cancellationToken);
        }
        catch (DaemonException error)
        {
            throw error.Within($"failed to unpack checkpoint {checkpoint.Digest}");
        }
    }

    private async Task<Descriptor> StoreAsync(RequestScope scope, byte[] bytes, CancellationToken cancellationToken)
    {
        Descriptor blob = new() { MediaType = MediaTypes.CheckpointConfig, Digest = Digest.Of(bytes), Size = bytes.Length };
        IContentStore content = components.Metadata.Content(scope);
        try
        {
            await using IContentWriter writer = await content.OpenWriterAsync(
                $"checkpoint-config-{Path.GetRandomFileName()}", blob.Size, blob.Digest, cancellationToken);
            await writer.WriteAsync(bytes, cancellationToken);
            await writer.CommitAsync(blob.Size, blob.Digest, new Dictionary<string, string>(), cancellationToken);
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.AlreadyExists)
        {
            // An earlier checkpoint of the same container left the same bytes, which now belong to this lease as well.
        }

        return blob;
    }

    private static Mount Bind(string directory, string access) => new("bind", directory, ["rbind", access]);
}
