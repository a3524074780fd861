using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using TEMPLATE_NAMESPACE;

WebAssemblyHostBuilder builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
await builder.Build().RunAsync();
