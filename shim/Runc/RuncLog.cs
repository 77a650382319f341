using System.Text.Json;

namespace PluginHost.Shim.Runc;

/// <summary>The log that runc appends to: JSON objects with level, msg and time.</summary>
internal static class RuncLog
{
    /// <summary>The length now; what a later call writes comes after it.</summary>
    public static long Length(string path)
    {
        FileInfo file = new(path);

        return file.Exists ? file.Length : 0;
    }

    /// <summary>The last error after a position; null if there is none, or the file is missing or broken.</summary>
    public static string? LastError(string path, long from)
    {
        try
        {
            byte[] log = File.ReadAllBytes(path);

            return from >= log.Length ? null : LastError(log.AsSpan((int)from));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static string? LastError(ReadOnlySpan<byte> log)
    {
        string? last = null;
        string? message = null;
        bool isError = false;
        Utf8JsonReader reader = new(log, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                last = isError && message is not null ? message.Trim() : last;
                message = null;
                isError = false;
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                bool level = reader.ValueTextEquals("level"u8);
                bool text = reader.ValueTextEquals("msg"u8);
                reader.Read();
                isError = level ? reader.ValueTextEquals("error"u8) : isError;
                message = text ? reader.GetString() : message;
            }
        }

        return last;
    }
}
