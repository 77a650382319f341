using PluginHost.Bolt;
using PluginHost.Containers;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Containers;

/// <summary>A container in its bucket (<see cref="Schema"/>).</summary>
internal static class ContainerBucket
{
    private const string Spec = "spec";
    private const string Image = "image";
    public const string Snapshotter = "snapshotter";
    public const string SnapshotKey = "snapshotKey";
    private const string SandboxId = "sandboxid";
    private const string Runtime = "runtime";
    private const string RuntimeName = "name";
    private const string RuntimeOptions = "options";

    public static ContainerRecord Read(Bucket bucket, string id)
    {
        try
        {
            Bucket? runtime = bucket.Bucket(Runtime);
            return new ContainerRecord
            {
                Id = id,
                Labels = bucket.Map(Schema.Labels),
                Image = bucket.Text(Image),
                RuntimeName = runtime?.Text(RuntimeName) ?? "",
                RuntimeOptions = runtime?.FindAny(RuntimeOptions),
                Spec = bucket.FindAny(Spec),
                Snapshotter = bucket.Text(Snapshotter),
                SnapshotKey = bucket.Text(SnapshotKey),
                SandboxId = bucket.Text(SandboxId),
                Extensions = Values.Extensions.Read(bucket),
                CreatedAt = bucket.Time(Schema.CreatedAt),
                UpdatedAt = bucket.Time(Schema.UpdatedAt),
            };
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"failed to read container \"{id}\": {e.Message}", e);
        }
    }

    public static void Write(Bucket bucket, ContainerRecord container)
    {
        bucket.PutTime(Schema.CreatedAt, container.CreatedAt);
        bucket.PutTime(Schema.UpdatedAt, container.UpdatedAt);
        bucket.PutAny(Spec, container.Spec);
        bucket.PutMap(Schema.Labels, container.Labels);
        bucket.PutText(Image, container.Image);
        bucket.PutText(Snapshotter, container.Snapshotter);
        bucket.PutText(SnapshotKey, container.SnapshotKey);
        bucket.PutText(SandboxId, container.SandboxId);
        WriteRuntime(bucket, container);
        Extensions.Write(bucket, container.Extensions);
    }

    private static void WriteRuntime(Bucket bucket, ContainerRecord container)
    {
        if (bucket.Bucket(Runtime) is not null)
        {
            bucket.DeleteBucket(Runtime);
        }

        Bucket runtime = bucket.CreateBucket(Runtime);
        runtime.PutText(RuntimeName, container.RuntimeName);
        runtime.PutAny(RuntimeOptions, container.RuntimeOptions);
    }
}
