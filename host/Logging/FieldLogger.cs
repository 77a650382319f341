using Microsoft.Extensions.Logging;

namespace PluginHost.Host.Logging;

/// <summary>
/// An <see cref="ILogger"/> on a <see cref="LogWriter"/>. The fields of a record are the named values of its state; those that the
/// message template already shows are not repeated.
/// </summary>
internal sealed class FieldLogger(LogWriter writer, LogField[] fixedFields) : ILogger
{
    private const string TemplateName = "{OriginalFormat}";

    public bool IsEnabled(LogLevel logLevel) => logLevel >= writer.MinimumLevel && logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        List<LogField> fields = [.. fixedFields];
        if (state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            AddValues(fields, values);
        }

        if (exception is not null)
        {
            Set(fields, new LogField("error", exception));
            if (writer.MinimumLevel <= LogLevel.Debug && exception.StackTrace is not null)
            {
                Set(fields, new LogField("stack", exception.ToString()));
            }
        }

        writer.Write(logLevel, formatter(state, exception), fields);
    }

    private static void AddValues(List<LogField> fields, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        string? template = values.Count > 0 && values[^1].Key == TemplateName ? values[^1].Value as string : null;
        foreach ((string name, object? value) in values)
        {
            bool isShown = name == TemplateName || (template?.Contains($"{{{name}", StringComparison.Ordinal) ?? false);
            if (!isShown)
            {
                Set(fields, new LogField(name, value));
            }
        }
    }

    private static void Set(List<LogField> fields, LogField field)
    {
        int index = fields.FindIndex(known => known.Name == field.Name);
        if (index < 0)
        {
            fields.Add(field);
        }
        else
        {
            fields[index] = field;
        }
    }
}
