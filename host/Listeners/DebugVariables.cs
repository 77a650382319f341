using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PluginHost.Host.Listeners;

/// <summary>The page <c>/debug/vars</c>: command line and memory, by the names that Go's expvar gives them.</summary>
internal static class DebugVariables
{
    public static string Write()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("cmdline");
            foreach (string argument in Environment.GetCommandLineArgs())
            {
                json.WriteStringValue(argument);
            }

            json.WriteEndArray();
            json.WriteStartObject("memstats");
            json.WriteNumber("Alloc", GC.GetTotalMemory(forceFullCollection: false));
            json.WriteNumber("TotalAlloc", GC.GetTotalAllocatedBytes());
            json.WriteNumber("Sys", Environment.WorkingSet);
            json.WriteNumber("HeapSys", memory.TotalCommittedBytes);
            json.WriteNumber("HeapInuse", memory.HeapSizeBytes);
            json.WriteNumber("NumGC", GC.CollectionCount(0));
            json.WriteNumber("PauseTotalNs", GC.GetTotalPauseDuration().Ticks * TimeSpan.NanosecondsPerTick);
            json.WriteEndObject();
            json.WriteNumber("threads", ThreadPool.ThreadCount);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
