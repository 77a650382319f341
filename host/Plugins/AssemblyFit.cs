using System.Reflection;
using System.Runtime.Versioning;
using PluginHost.Plugins;

namespace PluginHost.Host.Plugins;

/// <summary>Whether an assembly was built for this daemon.</summary>
internal static class AssemblyFit
{
    private static readonly AssemblyName Contract = typeof(IPlugin).Assembly.GetName();

    /// <summary>Why the assembly can't run here, or null.</summary>
    public static string? Fault(AssemblyFacts facts)
    {
        if (facts.TargetFramework is not null)
        {
            FrameworkName target = new(facts.TargetFramework);
            Version runtime = Environment.Version;
            bool isCore = target.Identifier == ".NETCoreApp";
            if (!isCore && target.Identifier != ".NETStandard")
            {
                return $"is built for {target.Identifier} {target.Version}; this daemon runs .NET {runtime.ToString(2)}";
            }

            if (isCore && (target.Version.Major, target.Version.Minor).CompareTo((runtime.Major, runtime.Minor)) > 0)
            {
                return $"is built for .NET {target.Version}; this daemon runs .NET {runtime.ToString(2)}: "
                    + $"build it for net{runtime.ToString(2)}";
            }
        }

        (string Name, Version Version) contract = facts.References.FirstOrDefault(reference => reference.Name == Contract.Name);
        return contract.Version > Contract.Version
            ? $"is built for {Contract.Name} {contract.Version}; this daemon has {Contract.Version}"
            : null;
    }
}
