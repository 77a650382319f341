using PluginHost.Bench;

string[] wanted = args.Length > 0 ? args : ["start", "memory", "version", "run", "import"];
Report report = new();
foreach (string name in wanted)
{
    Console.Error.WriteLine($"measuring {name} ...");
    await Measurements.Named(name)(report);
}

report.Print(Console.Out);
return 0;
