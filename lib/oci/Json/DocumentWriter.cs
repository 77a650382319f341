using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PluginHost.Oci.Json;

/// <summary>
/// Writes documents with the members in the order of the specification's Go types, without those that are empty and with sorted
/// annotations: the bytes decide the digest.
/// </summary>
internal static class DocumentWriter
{
    // The strict encoder would write the "+" of every media type as an escape.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write<T>(T document, Action<Utf8JsonWriter, T> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Options))
        {
            write(writer, document);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteIndex(Utf8JsonWriter writer, ImageIndex index)
    {
        writer.WriteStartObject();
        WriteHead(writer, index.SchemaVersion, index.MediaType, index.ArtifactType);
        WriteDescriptors(writer, "manifests", index.Manifests);
        WriteTail(writer, index.Subject, index.Annotations);
        writer.WriteEndObject();
    }

    public static void WriteManifest(Utf8JsonWriter writer, ImageManifest manifest)
    {
        writer.WriteStartObject();
        WriteHead(writer, manifest.SchemaVersion, manifest.MediaType, manifest.ArtifactType);
        writer.WritePropertyName("config");
        WriteDescriptor(writer, manifest.Config);
        WriteDescriptors(writer, "layers", manifest.Layers);
        WriteTail(writer, manifest.Subject, manifest.Annotations);
        writer.WriteEndObject();
    }

    public static void WriteDescriptor(Utf8JsonWriter writer, Descriptor descriptor)
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType", descriptor.MediaType);
        writer.WriteString("digest", descriptor.Digest.ToString());
        writer.WriteNumber("size", descriptor.Size);
        WriteStrings(writer, "urls", descriptor.Urls);
        WriteMap(writer, descriptor.Annotations);
        if (!descriptor.Data.IsEmpty)
        {
            writer.WriteBase64String("data", descriptor.Data.Span);
        }

        if (descriptor.Platform is not null)
        {
            writer.WritePropertyName("platform");
            WritePlatform(writer, descriptor.Platform);
        }

        WriteString(writer, "artifactType", descriptor.ArtifactType);
        writer.WriteEndObject();
    }

    private static void WritePlatform(Utf8JsonWriter writer, Platform platform)
    {
        writer.WriteStartObject();
        writer.WriteString("architecture", platform.Architecture);
        writer.WriteString("os", platform.Os);
        WriteString(writer, "os.version", platform.OsVersion);
        WriteStrings(writer, "os.features", platform.OsFeatures);
        WriteString(writer, "variant", platform.Variant);
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, int schemaVersion, string mediaType, string artifactType)
    {
        writer.WriteNumber("schemaVersion", schemaVersion);
        WriteString(writer, "mediaType", mediaType);
        WriteString(writer, "artifactType", artifactType);
    }

    private static void WriteTail(Utf8JsonWriter writer, Descriptor? subject, IReadOnlyDictionary<string, string> annotations)
    {
        if (subject is not null)
        {
            writer.WritePropertyName("subject");
            WriteDescriptor(writer, subject);
        }

        WriteMap(writer, annotations);
    }

    private static void WriteDescriptors(Utf8JsonWriter writer, string name, IReadOnlyList<Descriptor> descriptors)
    {
        writer.WriteStartArray(name);
        foreach (Descriptor descriptor in descriptors)
        {
            WriteDescriptor(writer, descriptor);
        }

        writer.WriteEndArray();
    }

    private static void WriteString(Utf8JsonWriter writer, string name, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteStrings(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("annotations");
        foreach ((string key, string value) in annotations.OrderBy(annotation => annotation.Key, StringComparer.Ordinal))
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}
