using System.Text.Json;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Tasks;

/// <summary>What <c>runc ps --format json</c> prints: an array of numbers, or null.</summary>
internal static class PidList
{
    /// <summary>The pids.</summary>
    /// <exception cref="StatusException">It is something else.</exception>
    public static IReadOnlyList<int> Parse(byte[] json)
    {
        List<int> pids = [];
        try
        {
            Utf8JsonReader reader = new(json);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.Number)
                {
                    pids.Add(reader.GetInt32());
                }
            }

            return pids;
        }
        catch (JsonException exception)
        {
            throw StatusException.Unknown($"the runtime's list of processes is no JSON: {exception.Message}");
        }
    }
}
