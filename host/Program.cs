using PluginHost.Host.CommandLine;

return await CommandDispatch.RunAsync(Invocation.OfProcess(args));
