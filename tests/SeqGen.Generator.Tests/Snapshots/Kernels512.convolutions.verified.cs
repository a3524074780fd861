// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using Math = global::System.Math;
    using NotSupportedException = global::System.NotSupportedException;
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nint = global::System.IntPtr;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Conv1d_One(ref weights, ref packed, ref work, inputs);
            Layers.SeparableConv1d_One(ref weights, ref packed, ref work, inputs);
            Layers.Conv1dTranspose_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.Conv1d_Tile(ref weights, ref packed, ref work, inputs);
            Layers.SeparableConv1d_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Conv1dTranspose_Tile(ref weights, ref packed, ref work, inputs);
        }

        // No stream: layer separable_conv1d: a separable_conv1d streams with padding=causal and strides=1 only.
        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs) => throw new NotSupportedException("Model cannot stream: layer separable_conv1d: a separable_conv1d streams with padding=causal and strides=1 only.");

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.Conv1d_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.SeparableConv1d_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Conv1dTranspose_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Conv1dTranspose_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.SeparableConv1d_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Conv1d_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Conv1D(6, 2, 2 groups, relu), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // Each group's block of values.
                {
                    const int row = 0;
                    for (int t = 0; t < 6; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 24 + t * 4), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group0Steps + row * 96 + t * 16), 2));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 24 + t * 4 + 2), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group1Steps + row * 96 + t * 16), 2));
                    }
                }
                {
                    // The steps between zeros, which nobody ever writes to.
                    {
                        const int row = 0;
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group0Steps + row * 96), 96).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group0Padded + row * 112 + 16), 96));
                    }
                    // y[t] = relu(window[t] . kernel + bias): 6 windows, [4] . [4 x 3]
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Conv1d_Group0Bias);
                    {
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group0Padded);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group0Values);
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Conv1d_Group0Kernel);
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint j = 0; j < 32; j += 16)
                            {
                                for (nuint k = j; k < j + 2; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    }
                                }
                            }
                            {
                                V.StoreUnsafe(Relu(c0a0), ref values);
                            }
                            {
                                V.StoreUnsafe(Relu(c1a0), ref values, 16);
                            }
                            {
                                V.StoreUnsafe(Relu(c2a0), ref values, 32);
                            }
                            {
                                V.StoreUnsafe(Relu(c3a0), ref values, 48);
                            }
                            {
                                V.StoreUnsafe(Relu(c4a0), ref values, 64);
                            }
                            {
                                V.StoreUnsafe(Relu(c5a0), ref values, 80);
                            }
                        }
                    }
                }
                {
                    // The steps between zeros, which nobody ever writes to.
                    {
                        const int row = 0;
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group1Steps + row * 96), 96).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group1Padded + row * 112 + 16), 96));
                    }
                    // y[t] = relu(window[t] . kernel + bias): 6 windows, [4] . [4 x 3]
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Conv1d_Group1Bias);
                    {
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group1Padded);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group1Values);
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Conv1d_Group1Kernel);
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint j = 0; j < 32; j += 16)
                            {
                                for (nuint k = j; k < j + 2; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    }
                                }
                            }
                            {
                                V.StoreUnsafe(Relu(c0a0), ref values);
                            }
                            {
                                V.StoreUnsafe(Relu(c1a0), ref values, 16);
                            }
                            {
                                V.StoreUnsafe(Relu(c2a0), ref values, 32);
                            }
                            {
                                V.StoreUnsafe(Relu(c3a0), ref values, 48);
                            }
                            {
                                V.StoreUnsafe(Relu(c4a0), ref values, 64);
                            }
                            {
                                V.StoreUnsafe(Relu(c5a0), ref values, 80);
                            }
                        }
                    }
                }
                // The groups' filters, side by side.
                {
                    const int row = 0;
                    for (int t = 0; t < 6; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group0Values + row * 96 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Values + row * 96 + t * 16), 3));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Group1Values + row * 96 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Conv1d_Values + row * 96 + t * 16 + 3), 3));
                    }
                }
            }

            /// <summary>SeparableConv1D(5, 2), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SeparableConv1d_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    // Each value 2 times.
                    {
                        const int row = 0;
                        for (int step = 0; step < 6; step++)
                        {
                            for (int value = 0; value < 6; value++)
                            {
                                for (int copy = 0; copy < 2; copy++)
                                {
                                    Unsafe.Add(ref work, OneBuffers.SeparableConv1d_DepthwiseSteps + row * 112 + step * 16 + value * 2 + copy) = Unsafe.Add(ref work, OneBuffers.Conv1d_Values + row * 96 + step * 16 + value);
                                }
                            }
                        }
                    }
                    // y[t] = sum of x[t + tap] * kernel[tap]: 6 windows of 2 steps
                    {
                        const int row = 0;
                        for (int t = 0; t < 6; t++)
                        {
                            ref float window = ref Unsafe.Add(ref work, OneBuffers.SeparableConv1d_DepthwiseSteps + row * 112 + t * 16);
                            ref float kernel = ref Unsafe.Add(ref packed, InferenceWeights.SeparableConv1d_DepthwiseKernel);
                            ref float values = ref Unsafe.Add(ref work, OneBuffers.SeparableConv1d_DepthwiseValues + row * 96 + t * 16);
                            {
                                Vec sum = Vec.Zero;
                                for (int tap = 0; tap < 2; tap++)
                                {
                                    sum = V.FusedMultiplyAdd(V.LoadUnsafe(ref window, (nuint)(tap * 16)), V.LoadUnsafe(ref kernel, (nuint)(tap * 16)), sum);
                                }
                                V.StoreUnsafe(sum, ref values);
                            }
                        }
                    }
                }
                {
                    // y[t] = linear(window[t] . kernel + bias): 6 windows, [12] . [12 x 5]
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.SeparableConv1d_PointwiseBias);
                    {
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.SeparableConv1d_DepthwiseValues);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.SeparableConv1d_PointwiseValues);
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SeparableConv1d_PointwiseKernel);
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c0a0_1 = Vec.Zero;
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0_1 = Vec.Zero;
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0_1 = Vec.Zero;
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0_1 = Vec.Zero;
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0_1 = Vec.Zero;
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0_1 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 12; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 17));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 33));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 49));
                                    c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, k + 65));
                                    c4a0_1 = V.FusedMultiplyAdd(x4, b00, c4a0_1);
                                    Vec x5 = V.Create(Unsafe.Add(ref x, k + 81));
                                    c5a0_1 = V.FusedMultiplyAdd(x5, b00, c5a0_1);
                                }
                            }
                            c0a0 += c0a0_1;
                            c1a0 += c1a0_1;
                            c2a0 += c2a0_1;
                            c3a0 += c3a0_1;
                            c4a0 += c4a0_1;
                            c5a0 += c5a0_1;
                            {
                                V.StoreUnsafe(c0a0, ref values);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref values, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref values, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref values, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref values, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref values, 80);
                            }
                        }
                    }
                }
            }

            /// <summary>Conv1DTranspose(3, 3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1dTranspose_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // full[i * 2 + j] += kernel[j].x[i]: 3 products of 6 steps
                {
                    const int row = 0;
                    MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Conv1dTranspose_Full + row * 208), 208).Clear();
                    ref float x = ref Unsafe.Add(ref work, OneBuffers.SeparableConv1d_PointwiseValues + row * 96);
                    ref float full = ref Unsafe.Add(ref work, OneBuffers.Conv1dTranspose_Full + row * 208);
                    for (int tap = 0; tap < 3; tap++)
                    {
                        ref float reached = ref Unsafe.Add(ref full, tap * 16);
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Conv1dTranspose_Taps + tap * 80);
                            Vec c0a0 = V.LoadUnsafe(ref reached);
                            Vec c1a0 = V.LoadUnsafe(ref reached, 32);
                            Vec c2a0 = V.LoadUnsafe(ref reached, 64);
                            Vec c3a0 = V.LoadUnsafe(ref reached, 96);
                            Vec c4a0 = V.LoadUnsafe(ref reached, 128);
                            Vec c5a0 = V.LoadUnsafe(ref reached, 160);
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref reached);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref reached, 32);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref reached, 64);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref reached, 96);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref reached, 128);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref reached, 160);
                            }
                        }
                    }
                }
                // y[t] = linear(full[t + 0] + bias)
                {
                    const int row = 0;
                    for (int t = 0; t < 13; t++)
                    {
                        ref float sums = ref Unsafe.Add(ref work, OneBuffers.Conv1dTranspose_Full + row * 208 + t * 16);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Conv1dTranspose_Bias);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Conv1dTranspose_Values + row * 208 + t * 16);
                        {
                            Vec sum = V.LoadUnsafe(ref sums) + V.LoadUnsafe(ref bias);
                            V.StoreUnsafe(sum, ref values);
                        }
                    }
                }
            }

            /// <summary>Conv1D(6, 2, 2 groups, relu), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // Each group's block of values.
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 6; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 24 + t * 4), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group0Steps + row * 96 + t * 16), 2));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 24 + t * 4 + 2), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group1Steps + row * 96 + t * 16), 2));
                    }
                }
                {
                    // The steps between zeros, which nobody ever writes to.
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group0Steps + row * 96), 96).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group0Padded + row * 112 + 16), 96));
                    }
                    // y[t] = relu(window[t] . kernel + bias): 6 windows, [4] . [4 x 3]
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Conv1d_Group0Bias);
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group0Padded + row * 112);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group0Values + row * 96);
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Conv1d_Group0Kernel);
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint j = 0; j < 32; j += 16)
                            {
                                for (nuint k = j; k < j + 2; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    }
                                }
                            }
                            {
                                V.StoreUnsafe(Relu(c0a0), ref values);
                            }
                            {
                                V.StoreUnsafe(Relu(c1a0), ref values, 16);
                            }
                            {
                                V.StoreUnsafe(Relu(c2a0), ref values, 32);
                            }
                            {
                                V.StoreUnsafe(Relu(c3a0), ref values, 48);
                            }
                            {
                                V.StoreUnsafe(Relu(c4a0), ref values, 64);
                            }
                            {
                                V.StoreUnsafe(Relu(c5a0), ref values, 80);
                            }
                        }
                    }
                }
                {
                    // The steps between zeros, which nobody ever writes to.
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group1Steps + row * 96), 96).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group1Padded + row * 112 + 16), 96));
                    }
                    // y[t] = relu(window[t] . kernel + bias): 6 windows, [4] . [4 x 3]
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Conv1d_Group1Bias);
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group1Padded + row * 112);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group1Values + row * 96);
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Conv1d_Group1Kernel);
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint j = 0; j < 32; j += 16)
                            {
                                for (nuint k = j; k < j + 2; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    }
                                }
                            }
                            {
                                V.StoreUnsafe(Relu(c0a0), ref values);
                            }
                            {
                                V.StoreUnsafe(Relu(c1a0), ref values, 16);
                            }
                            {
                                V.StoreUnsafe(Relu(c2a0), ref values, 32);
                            }
                            {
                                V.StoreUnsafe(Relu(c3a0), ref values, 48);
                            }
                            {
                                V.StoreUnsafe(Relu(c4a0), ref values, 64);
                            }
                            {
                                V.StoreUnsafe(Relu(c5a0), ref values, 80);
                            }
                        }
                    }
                }
                // The groups' filters, side by side.
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 6; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group0Values + row * 96 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Values + row * 96 + t * 16), 3));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Group1Values + row * 96 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Conv1d_Values + row * 96 + t * 16 + 3), 3));
                    }
                }
            }

            /// <summary>SeparableConv1D(5, 2), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SeparableConv1d_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    // Each value 2 times.
                    for (int row = 0; row < 4; row++)
                    {
                        for (int step = 0; step < 6; step++)
                        {
                            for (int value = 0; value < 6; value++)
                            {
                                for (int copy = 0; copy < 2; copy++)
                                {
                                    Unsafe.Add(ref work, TileBuffers.SeparableConv1d_DepthwiseSteps + row * 112 + step * 16 + value * 2 + copy) = Unsafe.Add(ref work, TileBuffers.Conv1d_Values + row * 96 + step * 16 + value);
                                }
                            }
                        }
                    }
                    // y[t] = sum of x[t + tap] * kernel[tap]: 6 windows of 2 steps
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 6; t++)
                        {
                            ref float window = ref Unsafe.Add(ref work, TileBuffers.SeparableConv1d_DepthwiseSteps + row * 112 + t * 16);
                            ref float kernel = ref Unsafe.Add(ref packed, InferenceWeights.SeparableConv1d_DepthwiseKernel);
                            ref float values = ref Unsafe.Add(ref work, TileBuffers.SeparableConv1d_DepthwiseValues + row * 96 + t * 16);
                            {
                                Vec sum = Vec.Zero;
                                for (int tap = 0; tap < 2; tap++)
                                {
                                    sum = V.FusedMultiplyAdd(V.LoadUnsafe(ref window, (nuint)(tap * 16)), V.LoadUnsafe(ref kernel, (nuint)(tap * 16)), sum);
                                }
                                V.StoreUnsafe(sum, ref values);
                            }
                        }
                    }
                }
                {
                    // y[t] = linear(window[t] . kernel + bias): 6 windows, [12] . [12 x 5]
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.SeparableConv1d_PointwiseBias);
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.SeparableConv1d_DepthwiseValues + row * 96);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.SeparableConv1d_PointwiseValues + row * 96);
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.SeparableConv1d_PointwiseKernel);
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c0a0_1 = Vec.Zero;
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0_1 = Vec.Zero;
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0_1 = Vec.Zero;
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0_1 = Vec.Zero;
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0_1 = Vec.Zero;
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0_1 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 12; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 17));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 33));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 49));
                                    c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, k + 65));
                                    c4a0_1 = V.FusedMultiplyAdd(x4, b00, c4a0_1);
                                    Vec x5 = V.Create(Unsafe.Add(ref x, k + 81));
                                    c5a0_1 = V.FusedMultiplyAdd(x5, b00, c5a0_1);
                                }
                            }
                            c0a0 += c0a0_1;
                            c1a0 += c1a0_1;
                            c2a0 += c2a0_1;
                            c3a0 += c3a0_1;
                            c4a0 += c4a0_1;
                            c5a0 += c5a0_1;
                            {
                                V.StoreUnsafe(c0a0, ref values);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref values, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref values, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref values, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref values, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref values, 80);
                            }
                        }
                    }
                }
            }

            /// <summary>Conv1DTranspose(3, 3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1dTranspose_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // full[i * 2 + j] += kernel[j].x[i]: 3 products of 6 steps
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Conv1dTranspose_Full + row * 208), 208).Clear();
                    ref float x = ref Unsafe.Add(ref work, TileBuffers.SeparableConv1d_PointwiseValues + row * 96);
                    ref float full = ref Unsafe.Add(ref work, TileBuffers.Conv1dTranspose_Full + row * 208);
                    for (int tap = 0; tap < 3; tap++)
                    {
                        ref float reached = ref Unsafe.Add(ref full, tap * 16);
                        {
                            ref float b = ref Unsafe.Add(ref packed, InferenceWeights.Conv1dTranspose_Taps + tap * 80);
                            Vec c0a0 = V.LoadUnsafe(ref reached);
                            Vec c1a0 = V.LoadUnsafe(ref reached, 32);
                            Vec c2a0 = V.LoadUnsafe(ref reached, 64);
                            Vec c3a0 = V.LoadUnsafe(ref reached, 96);
                            Vec c4a0 = V.LoadUnsafe(ref reached, 128);
                            Vec c5a0 = V.LoadUnsafe(ref reached, 160);
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref reached);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref reached, 32);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref reached, 64);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref reached, 96);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref reached, 128);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref reached, 160);
                            }
                        }
                    }
                }
                // y[t] = linear(full[t + 0] + bias)
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 13; t++)
                    {
                        ref float sums = ref Unsafe.Add(ref work, TileBuffers.Conv1dTranspose_Full + row * 208 + t * 16);
                        ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.Conv1dTranspose_Bias);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Conv1dTranspose_Values + row * 208 + t * 16);
                        {
                            Vec sum = V.LoadUnsafe(ref sums) + V.LoadUnsafe(ref bias);
                            V.StoreUnsafe(sum, ref values);
                        }
                    }
                }
            }

            /// <summary>Conv1D(6, 2, 2 groups, relu), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // Each group's block of values.
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 6; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 24 + t * 4), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0Steps + row * 96 + t * 16), 2));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 24 + t * 4 + 2), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1Steps + row * 96 + t * 16), 2));
                    }
                }
                {
                    // The steps between zeros, which nobody ever writes to.
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0Steps + row * 96), 96).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0Padded + row * 112 + 16), 96));
                    }
                    // y[t] = relu(window[t] . kernel + bias): 6 windows, [4] . [4 x 3]
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Conv1d_Group0Bias);
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0Padded + row * 112);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0Values + row * 96);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Conv1d_Group0Kernel);
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint j = 0; j < 32; j += 16)
                            {
                                for (nuint k = j; k < j + 2; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    }
                                }
                            }
                            {
                                V.StoreUnsafe(Relu(c0a0), ref values);
                            }
                            {
                                V.StoreUnsafe(Relu(c1a0), ref values, 16);
                            }
                            {
                                V.StoreUnsafe(Relu(c2a0), ref values, 32);
                            }
                            {
                                V.StoreUnsafe(Relu(c3a0), ref values, 48);
                            }
                            {
                                V.StoreUnsafe(Relu(c4a0), ref values, 64);
                            }
                            {
                                V.StoreUnsafe(Relu(c5a0), ref values, 80);
                            }
                        }
                    }
                }
                {
                    // The steps between zeros, which nobody ever writes to.
                    for (int row = 0; row < 4; row++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1Steps + row * 96), 96).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1Padded + row * 112 + 16), 96));
                    }
                    // y[t] = relu(window[t] . kernel + bias): 6 windows, [4] . [4 x 3]
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Conv1d_Group1Bias);
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1Padded + row * 112);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1Values + row * 96);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Conv1d_Group1Kernel);
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint j = 0; j < 32; j += 16)
                            {
                                for (nuint k = j; k < j + 2; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    }
                                }
                            }
                            {
                                V.StoreUnsafe(Relu(c0a0), ref values);
                            }
                            {
                                V.StoreUnsafe(Relu(c1a0), ref values, 16);
                            }
                            {
                                V.StoreUnsafe(Relu(c2a0), ref values, 32);
                            }
                            {
                                V.StoreUnsafe(Relu(c3a0), ref values, 48);
                            }
                            {
                                V.StoreUnsafe(Relu(c4a0), ref values, 64);
                            }
                            {
                                V.StoreUnsafe(Relu(c5a0), ref values, 80);
                            }
                        }
                    }
                }
                // The groups' filters, side by side.
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 6; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0Values + row * 96 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Values + row * 96 + t * 16), 3));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1Values + row * 96 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Values + row * 96 + t * 16 + 3), 3));
                    }
                }
            }

            /// <summary>Conv1D(6, 2, 2 groups, relu), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1d_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 6; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_OutputGradient + row * 96 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0OutputGradient + row * 96 + t * 16), 3));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_OutputGradient + row * 96 + t * 16 + 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1OutputGradient + row * 96 + t * 16), 3));
                    }
                }
                {
                    ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0OutputGradient);
                    ref float outputs = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0Values);
                    // dz = dy * a'(z)
                    {
                        for (int row = 0; row < 4; row++)
                        {
                            for (int step = 0; step < 6; step++)
                            {
                                ref float dz = ref Unsafe.Add(ref sumsGradient, row * 96 + step * 16);
                                ref float y = ref Unsafe.Add(ref outputs, row * 96 + step * 16);
                                {
                                    Vec value = V.LoadUnsafe(ref y);
                                    Vec slope = V.LoadUnsafe(ref dz);
                                    V.StoreUnsafe(slope * V.ConditionalSelect(V.GreaterThan(value, Vec.Zero), V.Create(1f), value), ref dz);
                                }
                            }
                        }
                    }
                    // dkernel += window^T . dz, dbias += dz
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0Padded + row * 112);
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0OutputGradient + row * 96);
                        for (int first = 0; first < 6; first += 64)
                        {
                            int count = Math.Min(64, 6 - first);
                            ref float windows = ref Unsafe.Add(ref x, first * 16);
                            ref float sums = ref Unsafe.Add(ref dz, first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Conv1d_Group0Kernel);
                                nuint w = 0;
                                for (nuint j = 0; j < 32; j += 16)
                                {
                                    {
                                        nuint left = j, right = 0;
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        for (int m = 0; m < count; m++, left += 16, right += 16)
                                        {
                                            Vec d0 = V.LoadUnsafe(ref sums, right);
                                            Vec x0 = V.Create(Unsafe.Add(ref windows, left));
                                            c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref windows, left + 1));
                                            c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        }
                                        V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                        V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    }
                                    w += 32;
                                }
                            }
                        }
                    }
                    ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Conv1d_Group0Bias);
                    {
                        Vec sum0 = Vec.Zero;
                        nuint right = 0;
                        for (int m = 0; m < 24; m++, right += 16)
                        {
                            sum0 += V.LoadUnsafe(ref sumsGradient, right);
                        }
                        V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    }
                    if (tile.WantInputGradient)
                    {
                        // dx of each step that a window saw += dz . kernel^T of that step
                        for (int row = 0; row < 4; row++)
                        {
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0PaddedGradient + row * 112), 112).Clear();
                        }
                        for (int row = 0; row < 4; row++)
                        {
                            ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0OutputGradient + row * 96);
                            ref float target = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0PaddedGradient + row * 112);
                            for (int tap = 0; tap < 2; tap++)
                            {
                                ref float seen = ref Unsafe.Add(ref target, tap * 16);
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Conv1d_Group0KernelTransposed + tap * 48);
                                    Vec c0a0 = V.LoadUnsafe(ref seen);
                                    Vec c1a0 = V.LoadUnsafe(ref seen, 16);
                                    Vec c2a0 = V.LoadUnsafe(ref seen, 32);
                                    Vec c3a0 = V.LoadUnsafe(ref seen, 48);
                                    Vec c4a0 = V.LoadUnsafe(ref seen, 64);
                                    Vec c5a0 = V.LoadUnsafe(ref seen, 80);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 3; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref dz, k + 16));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref dz, k + 32));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref dz, k + 48));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            Vec x4 = V.Create(Unsafe.Add(ref dz, k + 64));
                                            c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                            Vec x5 = V.Create(Unsafe.Add(ref dz, k + 80));
                                            c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref seen);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref seen, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref seen, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref seen, 48);
                                    }
                                    {
                                        V.StoreUnsafe(c4a0, ref seen, 64);
                                    }
                                    {
                                        V.StoreUnsafe(c5a0, ref seen, 80);
                                    }
                                }
                            }
                        }
                        for (int row = 0; row < 4; row++)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0PaddedGradient + row * 112 + 16), 96).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0StepsGradient + row * 96), 96));
                        }
                    }
                }
                {
                    ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1OutputGradient);
                    ref float outputs = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1Values);
                    // dz = dy * a'(z)
                    {
                        for (int row = 0; row < 4; row++)
                        {
                            for (int step = 0; step < 6; step++)
                            {
                                ref float dz = ref Unsafe.Add(ref sumsGradient, row * 96 + step * 16);
                                ref float y = ref Unsafe.Add(ref outputs, row * 96 + step * 16);
                                {
                                    Vec value = V.LoadUnsafe(ref y);
                                    Vec slope = V.LoadUnsafe(ref dz);
                                    V.StoreUnsafe(slope * V.ConditionalSelect(V.GreaterThan(value, Vec.Zero), V.Create(1f), value), ref dz);
                                }
                            }
                        }
                    }
                    // dkernel += window^T . dz, dbias += dz
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1Padded + row * 112);
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1OutputGradient + row * 96);
                        for (int first = 0; first < 6; first += 64)
                        {
                            int count = Math.Min(64, 6 - first);
                            ref float windows = ref Unsafe.Add(ref x, first * 16);
                            ref float sums = ref Unsafe.Add(ref dz, first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Conv1d_Group1Kernel);
                                nuint w = 0;
                                for (nuint j = 0; j < 32; j += 16)
                                {
                                    {
                                        nuint left = j, right = 0;
                                        Vec c0a0 = Vec.Zero;
                                        Vec c1a0 = Vec.Zero;
                                        for (int m = 0; m < count; m++, left += 16, right += 16)
                                        {
                                            Vec d0 = V.LoadUnsafe(ref sums, right);
                                            Vec x0 = V.Create(Unsafe.Add(ref windows, left));
                                            c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref windows, left + 1));
                                            c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        }
                                        V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                        V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    }
                                    w += 32;
                                }
                            }
                        }
                    }
                    ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Conv1d_Group1Bias);
                    {
                        Vec sum0 = Vec.Zero;
                        nuint right = 0;
                        for (int m = 0; m < 24; m++, right += 16)
                        {
                            sum0 += V.LoadUnsafe(ref sumsGradient, right);
                        }
                        V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    }
                    if (tile.WantInputGradient)
                    {
                        // dx of each step that a window saw += dz . kernel^T of that step
                        for (int row = 0; row < 4; row++)
                        {
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1PaddedGradient + row * 112), 112).Clear();
                        }
                        for (int row = 0; row < 4; row++)
                        {
                            ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1OutputGradient + row * 96);
                            ref float target = ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1PaddedGradient + row * 112);
                            for (int tap = 0; tap < 2; tap++)
                            {
                                ref float seen = ref Unsafe.Add(ref target, tap * 16);
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Conv1d_Group1KernelTransposed + tap * 48);
                                    Vec c0a0 = V.LoadUnsafe(ref seen);
                                    Vec c1a0 = V.LoadUnsafe(ref seen, 16);
                                    Vec c2a0 = V.LoadUnsafe(ref seen, 32);
                                    Vec c3a0 = V.LoadUnsafe(ref seen, 48);
                                    Vec c4a0 = V.LoadUnsafe(ref seen, 64);
                                    Vec c5a0 = V.LoadUnsafe(ref seen, 80);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 3; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref dz, k + 16));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref dz, k + 32));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref dz, k + 48));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            Vec x4 = V.Create(Unsafe.Add(ref dz, k + 64));
                                            c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                            Vec x5 = V.Create(Unsafe.Add(ref dz, k + 80));
                                            c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref seen);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref seen, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref seen, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref seen, 48);
                                    }
                                    {
                                        V.StoreUnsafe(c4a0, ref seen, 64);
                                    }
                                    {
                                        V.StoreUnsafe(c5a0, ref seen, 80);
                                    }
                                }
                            }
                        }
                        for (int row = 0; row < 4; row++)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1PaddedGradient + row * 112 + 16), 96).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1StepsGradient + row * 96), 96));
                        }
                    }
                }
                if (tile.WantInputGradient)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 6; t++)
                        {
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group0StepsGradient + row * 96 + t * 16), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 96 + t * 16), 2));
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1d_Group1StepsGradient + row * 96 + t * 16), 2).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 96 + t * 16 + 2), 2));
                        }
                    }
                }
            }

            /// <summary>SeparableConv1D(5, 2), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SeparableConv1d_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                {
                    // Each value 2 times.
                    for (int row = 0; row < 4; row++)
                    {
                        for (int step = 0; step < 6; step++)
                        {
                            for (int value = 0; value < 6; value++)
                            {
                                for (int copy = 0; copy < 2; copy++)
                                {
                                    Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseSteps + row * 112 + step * 16 + value * 2 + copy) = Unsafe.Add(ref work, TrainBuffers.Conv1d_Values + row * 96 + step * 16 + value);
                                }
                            }
                        }
                    }
                    // y[t] = sum of x[t + tap] * kernel[tap]: 6 windows of 2 steps
                    for (int row = 0; row < 4; row++)
                    {
                        for (int t = 0; t < 6; t++)
                        {
                            ref float window = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseSteps + row * 112 + t * 16);
                            ref float kernel = ref Unsafe.Add(ref packed, TrainingWeights.SeparableConv1d_DepthwiseKernel);
                            ref float values = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseValues + row * 96 + t * 16);
                            {
                                Vec sum = Vec.Zero;
                                for (int tap = 0; tap < 2; tap++)
                                {
                                    sum = V.FusedMultiplyAdd(V.LoadUnsafe(ref window, (nuint)(tap * 16)), V.LoadUnsafe(ref kernel, (nuint)(tap * 16)), sum);
                                }
                                V.StoreUnsafe(sum, ref values);
                            }
                        }
                    }
                }
                {
                    // y[t] = linear(window[t] . kernel + bias): 6 windows, [12] . [12 x 5]
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.SeparableConv1d_PointwiseBias);
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseValues + row * 96);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_PointwiseValues + row * 96);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SeparableConv1d_PointwiseKernel);
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c0a0_1 = Vec.Zero;
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0_1 = Vec.Zero;
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0_1 = Vec.Zero;
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0_1 = Vec.Zero;
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0_1 = Vec.Zero;
                            Vec c5a0 = V.LoadUnsafe(ref bias);
                            Vec c5a0_1 = Vec.Zero;
                            nuint w = 0;
                            for (nuint k = 0; k < 12; k += 2, w += 32)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k + 1));
                                    c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 17));
                                    c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 33));
                                    c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 49));
                                    c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, k + 65));
                                    c4a0_1 = V.FusedMultiplyAdd(x4, b00, c4a0_1);
                                    Vec x5 = V.Create(Unsafe.Add(ref x, k + 81));
                                    c5a0_1 = V.FusedMultiplyAdd(x5, b00, c5a0_1);
                                }
                            }
                            c0a0 += c0a0_1;
                            c1a0 += c1a0_1;
                            c2a0 += c2a0_1;
                            c3a0 += c3a0_1;
                            c4a0 += c4a0_1;
                            c5a0 += c5a0_1;
                            {
                                V.StoreUnsafe(c0a0, ref values);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref values, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref values, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref values, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref values, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref values, 80);
                            }
                        }
                    }
                }
            }

            /// <summary>SeparableConv1D(5, 2), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void SeparableConv1d_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                {
                    ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_PointwiseOutputGradient);
                    // dkernel += window^T . dz, dbias += dz
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseValues + row * 96);
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_PointwiseOutputGradient + row * 96);
                        for (int first = 0; first < 6; first += 64)
                        {
                            int count = Math.Min(64, 6 - first);
                            ref float windows = ref Unsafe.Add(ref x, first * 16);
                            ref float sums = ref Unsafe.Add(ref dz, first * 16);
                            {
                                ref float g = ref Unsafe.Add(ref gradient, PackedGradient.SeparableConv1d_PointwiseKernel);
                                nuint w = 0;
                                for (nuint k = 0; k < 12; k += 6, w += 96)
                                {
                                    nuint left = k, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    Vec c3a0 = Vec.Zero;
                                    Vec c4a0 = Vec.Zero;
                                    Vec c5a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 16, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref sums, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref windows, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref windows, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref windows, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref windows, left + 3));
                                        c3a0 = V.FusedMultiplyAdd(x3, d0, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref windows, left + 4));
                                        c4a0 = V.FusedMultiplyAdd(x4, d0, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref windows, left + 5));
                                        c5a0 = V.FusedMultiplyAdd(x5, d0, c5a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                    V.StoreUnsafe(c3a0 + V.LoadUnsafe(ref g, w + 48), ref g, w + 48);
                                    V.StoreUnsafe(c4a0 + V.LoadUnsafe(ref g, w + 64), ref g, w + 64);
                                    V.StoreUnsafe(c5a0 + V.LoadUnsafe(ref g, w + 80), ref g, w + 80);
                                }
                            }
                        }
                    }
                    ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.SeparableConv1d_PointwiseBias);
                    {
                        Vec sum0 = Vec.Zero;
                        nuint right = 0;
                        for (int m = 0; m < 24; m++, right += 16)
                        {
                            sum0 += V.LoadUnsafe(ref sumsGradient, right);
                        }
                        V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                    }
                    {
                        // dx of each step that a window saw += dz . kernel^T of that step
                        for (int row = 0; row < 4; row++)
                        {
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseOutputGradient + row * 96), 96).Clear();
                        }
                        for (int row = 0; row < 4; row++)
                        {
                            ref float dz = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_PointwiseOutputGradient + row * 96);
                            ref float target = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseOutputGradient + row * 96);
                            {
                                const int tap = 0;
                                ref float seen = ref Unsafe.Add(ref target, tap * 16);
                                {
                                    ref float b = ref Unsafe.Add(ref packed, TrainingWeights.SeparableConv1d_PointwiseKernelTransposed + tap * 80);
                                    Vec c0a0 = V.LoadUnsafe(ref seen);
                                    Vec c1a0 = V.LoadUnsafe(ref seen, 16);
                                    Vec c2a0 = V.LoadUnsafe(ref seen, 32);
                                    Vec c3a0 = V.LoadUnsafe(ref seen, 48);
                                    Vec c4a0 = V.LoadUnsafe(ref seen, 64);
                                    Vec c5a0 = V.LoadUnsafe(ref seen, 80);
                                    nuint w = 0;
                                    for (nuint k = 0; k < 5; k++, w += 16)
                                    {
                                        {
                                            Vec b00 = V.LoadUnsafe(ref b, w);
                                            Vec x0 = V.Create(Unsafe.Add(ref dz, k));
                                            c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                            Vec x1 = V.Create(Unsafe.Add(ref dz, k + 16));
                                            c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                            Vec x2 = V.Create(Unsafe.Add(ref dz, k + 32));
                                            c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                            Vec x3 = V.Create(Unsafe.Add(ref dz, k + 48));
                                            c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                            Vec x4 = V.Create(Unsafe.Add(ref dz, k + 64));
                                            c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                            Vec x5 = V.Create(Unsafe.Add(ref dz, k + 80));
                                            c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                        }
                                    }
                                    {
                                        V.StoreUnsafe(c0a0, ref seen);
                                    }
                                    {
                                        V.StoreUnsafe(c1a0, ref seen, 16);
                                    }
                                    {
                                        V.StoreUnsafe(c2a0, ref seen, 32);
                                    }
                                    {
                                        V.StoreUnsafe(c3a0, ref seen, 48);
                                    }
                                    {
                                        V.StoreUnsafe(c4a0, ref seen, 64);
                                    }
                                    {
                                        V.StoreUnsafe(c5a0, ref seen, 80);
                                    }
                                }
                            }
                        }
                    }
                }
                {
                    ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseOutputGradient);
                    // dkernel[tap] += sum of x[t + tap] * dz[t], dbias += dz
                    for (int row = 0; row < 4; row++)
                    {
                        for (int tap = 0; tap < 2; tap++)
                        {
                            ref float seen = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseSteps + row * 112 + tap * 16);
                            ref float dz = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseOutputGradient + row * 96);
                            ref float kernelGradient = ref Unsafe.Add(ref gradient, PackedGradient.SeparableConv1d_DepthwiseKernel + (nint)tap * 16);
                            {
                                Vec sum = Vec.Zero;
                                for (int t = 0; t < 6; t++)
                                {
                                    sum = V.FusedMultiplyAdd(V.LoadUnsafe(ref seen, (nuint)(t * 16)), V.LoadUnsafe(ref dz, (nuint)(t * 16)), sum);
                                }
                                V.StoreUnsafe(V.LoadUnsafe(ref kernelGradient) + sum, ref kernelGradient);
                            }
                        }
                    }
                    {
                        // dx of each step that a window saw += dz * kernel of that step
                        for (int row = 0; row < 4; row++)
                        {
                            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseStepsGradient + row * 112), 112).Clear();
                            for (int t = 0; t < 6; t++)
                            {
                                ref float dz = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseOutputGradient + row * 96 + t * 16);
                                ref float kernel = ref Unsafe.Add(ref packed, TrainingWeights.SeparableConv1d_DepthwiseKernel);
                                ref float seen = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseStepsGradient + row * 112 + t * 16);
                                for (int tap = 0; tap < 2; tap++)
                                {
                                    {
                                        V.StoreUnsafe(V.FusedMultiplyAdd(V.LoadUnsafe(ref dz), V.LoadUnsafe(ref kernel, (nuint)(tap * 16)), V.LoadUnsafe(ref seen, (nuint)(tap * 16))), ref seen, (nuint)(tap * 16));
                                    }
                                }
                            }
                        }
                        for (int row = 0; row < 4; row++)
                        {
                            for (int step = 0; step < 6; step++)
                            {
                                for (int value = 0; value < 6; value++)
                                {
                                    float total = 0f;
                                    for (int copy = 0; copy < 2; copy++)
                                    {
                                        total += Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_DepthwiseStepsGradient + row * 112 + step * 16 + value * 2 + copy);
                                    }
                                    Unsafe.Add(ref work, TrainBuffers.Conv1d_OutputGradient + row * 96 + step * 16 + value) = total;
                                }
                            }
                        }
                    }
                }
            }

            /// <summary>Conv1DTranspose(3, 3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1dTranspose_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // full[i * 2 + j] += kernel[j].x[i]: 3 products of 6 steps
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1dTranspose_Full + row * 208), 208).Clear();
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_PointwiseValues + row * 96);
                    ref float full = ref Unsafe.Add(ref work, TrainBuffers.Conv1dTranspose_Full + row * 208);
                    for (int tap = 0; tap < 3; tap++)
                    {
                        ref float reached = ref Unsafe.Add(ref full, tap * 16);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Conv1dTranspose_Taps + tap * 80);
                            Vec c0a0 = V.LoadUnsafe(ref reached);
                            Vec c1a0 = V.LoadUnsafe(ref reached, 32);
                            Vec c2a0 = V.LoadUnsafe(ref reached, 64);
                            Vec c3a0 = V.LoadUnsafe(ref reached, 96);
                            Vec c4a0 = V.LoadUnsafe(ref reached, 128);
                            Vec c5a0 = V.LoadUnsafe(ref reached, 160);
                            nuint w = 0;
                            for (nuint k = 0; k < 5; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref x, k + 16));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref x, k + 32));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref x, k + 48));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref x, k + 64));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref x, k + 80));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref reached);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref reached, 32);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref reached, 64);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref reached, 96);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref reached, 128);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref reached, 160);
                            }
                        }
                    }
                }
                // y[t] = linear(full[t + 0] + bias)
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 13; t++)
                    {
                        ref float sums = ref Unsafe.Add(ref work, TrainBuffers.Conv1dTranspose_Full + row * 208 + t * 16);
                        ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.Conv1dTranspose_Bias);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Conv1dTranspose_Values + row * 208 + t * 16);
                        {
                            Vec sum = V.LoadUnsafe(ref sums) + V.LoadUnsafe(ref bias);
                            V.StoreUnsafe(sum, ref values);
                        }
                    }
                }
            }

            /// <summary>Conv1DTranspose(3, 3), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Conv1dTranspose_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Conv1dTranspose_OutputGradient);
                // The gradient of the full sum; what is left out has none, and is never written to.
                for (int row = 0; row < 4; row++)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1dTranspose_OutputGradient + row * 208), 208).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Conv1dTranspose_FullGradient + row * 208), 208));
                }
                // dkernel += window of the full sum's gradient^T . x, dbias += dz
                for (int row = 0; row < 4; row++)
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_PointwiseValues + row * 96);
                    ref float fullGradient = ref Unsafe.Add(ref work, TrainBuffers.Conv1dTranspose_FullGradient + row * 208);
                    for (int first = 0; first < 6; first += 64)
                    {
                        int count = Math.Min(64, 6 - first);
                        ref float windows = ref Unsafe.Add(ref fullGradient, first * 32);
                        ref float steps = ref Unsafe.Add(ref x, first * 16);
                        {
                            ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Conv1dTranspose_Kernel);
                            nuint w = 0;
                            for (nuint j = 0; j < 48; j += 16)
                            {
                                {
                                    nuint left = j, right = 0;
                                    Vec c0a0 = Vec.Zero;
                                    Vec c1a0 = Vec.Zero;
                                    Vec c2a0 = Vec.Zero;
                                    for (int m = 0; m < count; m++, left += 32, right += 16)
                                    {
                                        Vec d0 = V.LoadUnsafe(ref steps, right);
                                        Vec x0 = V.Create(Unsafe.Add(ref windows, left));
                                        c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref windows, left + 1));
                                        c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref windows, left + 2));
                                        c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                                    }
                                    V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                                    V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                                    V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                                }
                                w += 48;
                            }
                        }
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Conv1dTranspose_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m1 = 0; m1 < 52; m1 += 32)
                    {
                        Vec sum0Part1 = Vec.Zero;
                        int mEnd1 = Math.Min(m1 + 32, 52);
                        for (int m = m1; m < mEnd1; m++, right += 16)
                        {
                            sum0Part1 += V.LoadUnsafe(ref sumsGradient, right);
                        }
                        sum0 += sum0Part1;
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = window of the full sum's gradient . kernel
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_PointwiseValues + row * 96);
                        ref float fullGradient = ref Unsafe.Add(ref work, TrainBuffers.Conv1dTranspose_FullGradient + row * 208);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.SeparableConv1d_PointwiseOutputGradient + row * 96);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Conv1dTranspose_Kernel);
                            Vec c0a0 = Vec.Zero;
                            Vec c0a0_1 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c1a0_1 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            Vec c2a0_1 = Vec.Zero;
                            Vec c3a0 = Vec.Zero;
                            Vec c3a0_1 = Vec.Zero;
                            Vec c4a0 = Vec.Zero;
                            Vec c4a0_1 = Vec.Zero;
                            Vec c5a0 = Vec.Zero;
                            Vec c5a0_1 = Vec.Zero;
                            nuint w = 0;
                            for (nuint j = 0; j < 48; j += 16)
                            {
                                for (nuint k = j; k < j + 2; k += 2, w += 32)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref fullGradient, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref fullGradient, k + 32));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref fullGradient, k + 64));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref fullGradient, k + 96));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref fullGradient, k + 128));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                        Vec x5 = V.Create(Unsafe.Add(ref fullGradient, k + 160));
                                        c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                    }
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w + 16);
                                        Vec x0 = V.Create(Unsafe.Add(ref fullGradient, k + 1));
                                        c0a0_1 = V.FusedMultiplyAdd(x0, b00, c0a0_1);
                                        Vec x1 = V.Create(Unsafe.Add(ref fullGradient, k + 33));
                                        c1a0_1 = V.FusedMultiplyAdd(x1, b00, c1a0_1);
                                        Vec x2 = V.Create(Unsafe.Add(ref fullGradient, k + 65));
                                        c2a0_1 = V.FusedMultiplyAdd(x2, b00, c2a0_1);
                                        Vec x3 = V.Create(Unsafe.Add(ref fullGradient, k + 97));
                                        c3a0_1 = V.FusedMultiplyAdd(x3, b00, c3a0_1);
                                        Vec x4 = V.Create(Unsafe.Add(ref fullGradient, k + 129));
                                        c4a0_1 = V.FusedMultiplyAdd(x4, b00, c4a0_1);
                                        Vec x5 = V.Create(Unsafe.Add(ref fullGradient, k + 161));
                                        c5a0_1 = V.FusedMultiplyAdd(x5, b00, c5a0_1);
                                    }
                                }
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref fullGradient, j + 2));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref fullGradient, j + 34));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref fullGradient, j + 66));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref fullGradient, j + 98));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref fullGradient, j + 130));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    Vec x5 = V.Create(Unsafe.Add(ref fullGradient, j + 162));
                                    c5a0 = V.FusedMultiplyAdd(x5, b00, c5a0);
                                }
                                w += 16;
                            }
                            c0a0 += c0a0_1;
                            c1a0 += c1a0_1;
                            c2a0 += c2a0_1;
                            c3a0 += c3a0_1;
                            c4a0 += c4a0_1;
                            c5a0 += c5a0_1;
                            {
                                V.StoreUnsafe(c0a0, ref target);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref target, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref target, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref target, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref target, 64);
                            }
                            {
                                V.StoreUnsafe(c5a0, ref target, 80);
                            }
                        }
                    }
                }
            }

            /// <summary>max(x, 0), zero where that is subnormal.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveInlining)]
            private static Vec Relu(Vec x) => V.ConditionalSelect(V.LessThan(x, V.Create(1.17549435e-38f)), Vec.Zero, x);
        }
    }
}
