using System.Text;
using Microsoft.Extensions.Logging;

namespace PluginHost.Host.Logging;

/// <summary>Writes the daemon's log, a line per record, to one stream. Safe for use by several threads.</summary>
internal sealed class LogWriter(Stream output, TimeProvider clock)
{
    private readonly Lock _lock = new();

    /// <summary>What is below is dropped.</summary>
    public LogLevel MinimumLevel { get; set; } = LogLevel.Information;

    public LogFormat Format { get; set; } = LogFormat.Text;

    /// <summary>A logger that adds fixed fields to each line.</summary>
    public ILogger Logger(params LogField[] fields) => new FieldLogger(this, fields);

    public void Write(LogLevel level, string message, List<LogField> fields)
    {
        DateTimeOffset time = clock.GetUtcNow();
        fields.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        byte[] line = Format == LogFormat.Json
            ? JsonLine.Format(time, level, message, fields)
            : Encoding.UTF8.GetBytes(TextLine.Format(time, level, message, fields));
        lock (_lock)
        {
            try
            {
                output.Write(line);
                output.Flush();
            }
            catch (IOException)
            {
                // Whoever read the log has gone, and the log was the way to say so. The daemon serves on.
            }
        }
    }
}
