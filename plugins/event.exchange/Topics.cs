using PluginHost.Errors;
using PluginHost.Namespaces;

namespace PluginHost.Plugins.EventExchange;

/// <summary>The rule for topics: <c>/</c> and identifiers separated by <c>/</c> (containerd core/events/exchange).</summary>
internal static class Topics
{
    public static void Validate(string topic)
    {
        if (topic.Length == 0)
        {
            throw DaemonException.InvalidArgument($"envelope topic \"{topic}\": must not be empty");
        }

        if (topic[0] != '/')
        {
            throw DaemonException.InvalidArgument($"envelope topic \"{topic}\": must start with '/'");
        }

        if (topic.Length == 1)
        {
            throw DaemonException.InvalidArgument($"envelope topic \"{topic}\": must have at least one component");
        }

        foreach (string component in topic[1..].Split('/'))
        {
            try
            {
                Identifiers.Validate(component);
            }
            catch (DaemonException error)
            {
                throw error.Within($"envelope topic \"{topic}\": failed validation on component \"{component}\"");
            }
        }
    }
}
