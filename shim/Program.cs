using System.Text;
using System.Text.Json;
using PluginHost.Shim.Actions;
using PluginHost.Shim.Wire;

namespace PluginHost.Shim;

/// <summary>containerd-shim-runc-v2: a shim for runc and the runtimes that have its command line.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        string program = Environment.GetCommandLineArgs()[0];
        ShimName name = ShimName.Of(program);
        try
        {
            Run(Arguments.Parse(args), program, name);

            return 0;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or ArgumentException or StatusException or InvalidDataException or JsonException)
        {
            StandardStreams.WriteError(Encoding.UTF8.GetBytes($"{name.Program}: {exception.Message}\n"));

            return 1;
        }
    }

    private static void Run(Arguments arguments, string program, ShimName name)
    {
        if (arguments.ShowVersion)
        {
            StandardStreams.WriteOutput(Encoding.UTF8.GetBytes($"{name.Program}:\n  Version:  {ShimVersion.Text}\n  Runtime:  {name.Runtime}\n"));
        }
        else if (arguments.ShowInfo)
        {
            new InfoAction(name).Run();
        }
        else if (arguments.Namespace.Length == 0)
        {
            throw new ArgumentException("shim namespace cannot be empty");
        }
        else
        {
            Act(arguments, program, name);
        }
    }

    private static void Act(Arguments arguments, string program, ShimName name)
    {
        Identifier.Check("namespace", arguments.Namespace);
        Identifier.Check("task id", arguments.Id);
        switch (arguments.Action)
        {
            case "start":
                new StartAction(arguments, program).Run();
                break;
            case "delete":
                new DeleteAction(arguments, name).Run();
                break;
            case "":
                new ShimServer(arguments, name).Run();
                break;
            default:
                throw new ArgumentException($"unknown action {arguments.Action}: there are start and delete");
        }
    }
}
