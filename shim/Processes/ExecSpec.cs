using System.Text;
using System.Text.Json;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Processes;

/// <summary>The OCI description of a process that an exec brings.</summary>
internal static class ExecSpec
{
    /// <summary>The same with its <c>terminal</c> set as the request says.</summary>
    /// <exception cref="StatusException">It is no JSON object.</exception>
    public static byte[] WithTerminal(byte[] spec, bool terminal)
    {
        try
        {
            using MemoryStream result = new();
            result.Write(Encoding.UTF8.GetBytes(terminal ? "{\"terminal\":true" : "{\"terminal\":false"));
            CopyOthers(spec, result);
            result.Write("}\n"u8);

            return result.ToArray();
        }
        catch (JsonException exception)
        {
            throw StatusException.InvalidArgument($"the process of the exec is no valid JSON: {exception.Message}");
        }
    }

    private static void CopyOthers(byte[] spec, MemoryStream result)
    {
        Utf8JsonReader reader = new(spec);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int start = (int)reader.TokenStartIndex;
            bool isTerminal = reader.ValueTextEquals("terminal"u8);
            reader.Skip();
            if (!isTerminal)
            {
                result.WriteByte((byte)',');
                result.Write(spec.AsSpan(start, (int)reader.BytesConsumed - start));
            }
        }
    }
}
