using System.Text;
using Microsoft.Extensions.Logging;
using PluginHost.Host.Logging;

namespace Host.Tests.Support;

/// <summary>A log whose lines a test reads.</summary>
internal sealed class CapturedLog : IDisposable
{
    private readonly MemoryStream _output = new();

    public CapturedLog() => Writer = new LogWriter(_output, TimeProvider.System) { MinimumLevel = LogLevel.Trace };

    public LogWriter Writer { get; }

    public ILogger Logger => Writer.Logger();

    public string Text => Encoding.UTF8.GetString(_output.ToArray());

    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => _output.Dispose();
}
