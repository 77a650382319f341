using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Values;
using PluginHost.Sandboxes;

namespace PluginHost.Plugins.Metadata.Sandboxes;

/// <summary>A sandbox in its bucket (<see cref="Schema"/>; containerd core/metadata/sandbox.go).</summary>
internal static class SandboxBucket
{
    private const string Spec = "spec";
    private const string Sandboxer = "sandboxer";
    private const string Runtime = "runtime";
    private const string RuntimeName = "name";
    private const string RuntimeOptions = "options";

    public static SandboxRecord Read(Bucket bucket, string id)
    {
        try
        {
            Bucket? runtime = bucket.Bucket(Runtime);
            return new SandboxRecord
            {
                Id = id,
                Labels = bucket.Map(Schema.Labels),
                RuntimeName = runtime?.Text(RuntimeName) ?? "",
                RuntimeOptions = runtime?.FindAny(RuntimeOptions),
                Spec = bucket.FindAny(Spec),
                Sandboxer = bucket.Text(Sandboxer),
                Extensions = Extensions.Read(bucket),
                CreatedAt = bucket.Time(Schema.CreatedAt),
                UpdatedAt = bucket.Time(Schema.UpdatedAt),
            };
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"failed to read sandbox \"{id}\": {e.Message}", e);
        }
    }

    /// <summary>The runtime's bucket is kept, so that its options can be replaced but not cleared.</summary>
    public static void Write(Bucket bucket, SandboxRecord sandbox)
    {
        bucket.PutTime(Schema.CreatedAt, sandbox.CreatedAt);
        bucket.PutTime(Schema.UpdatedAt, sandbox.UpdatedAt);
        bucket.PutMap(Schema.Labels, sandbox.Labels);
        Extensions.Write(bucket, sandbox.Extensions);
        bucket.PutAny(Spec, sandbox.Spec);
        bucket.PutText(Sandboxer, sandbox.Sandboxer);
        Bucket runtime = bucket.CreateBucketIfNotExists(Runtime);
        runtime.PutText(RuntimeName, sandbox.RuntimeName);
        runtime.PutAny(RuntimeOptions, sandbox.RuntimeOptions);
    }
}
