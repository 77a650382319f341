using System.Text.Json;
using System.Text.Json.Serialization;

namespace PluginHost.Oci.Json;

/// <summary>Notes that a member is there and skips its value.</summary>
internal sealed class JsonPartConverter : JsonConverter<JsonPart>
{
    public override bool HandleNull => true;

    public override JsonPart Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return new JsonPart(true);
    }

    public override void Write(Utf8JsonWriter writer, JsonPart value, JsonSerializerOptions options)
        => throw new NotSupportedException("the shape of a document is only read");
}
