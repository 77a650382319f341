using System.Globalization;
using System.Text;
using PluginHost.Linux;
using PluginHost.Shim.Native;

namespace PluginHost.Shim;

/// <summary>Lines in the daemon's format, for whoever reads the <c>log</c> fifo of the bundle. What finds no reader is dropped.</summary>
internal sealed class ShimLog(SafeFileDescriptor output, string id, bool debug)
{
    /// <summary>What only somebody who looks for an error wants to know.</summary>
    public void Debug(string text)
    {
        if (debug)
        {
            Write("debug", text);
        }
    }

    /// <summary>What happened as it should.</summary>
    public void Info(string text) => Write("info", text);

    /// <summary>What went wrong without harm to the task.</summary>
    public void Warn(string text) => Write("warning", text);

    /// <summary>What went wrong.</summary>
    public void Error(string text) => Write("error", text);

    private void Write(string level, string text)
    {
        string time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        string line = $"time=\"{time}\" level={level} msg={Json.Quote(text)} id={id}\n";

        // A full or closed fifo must not hold the shim up.
        _ = Kernel.TryWrite(output, Encoding.UTF8.GetBytes(line), out _);
    }
}
