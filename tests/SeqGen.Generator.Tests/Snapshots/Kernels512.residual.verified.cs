// The kernels in vectors of 512 bits (16 floats). The other widths do the same.
//
// weights  the weights in Keras' layout       packed    the same in panels: [panel][row][line][16]
// work     the program's workspace            gradient  gradients in panels, added to
namespace SeqGen.Emitted
{
    using MethodImplAttribute = global::System.Runtime.CompilerServices.MethodImplAttribute;
    using MethodImplOptions = global::System.Runtime.CompilerServices.MethodImplOptions;
    using Unsafe = global::System.Runtime.CompilerServices.Unsafe;
    using MemoryMarshal = global::System.Runtime.InteropServices.MemoryMarshal;
    using nuint = global::System.UIntPtr;
    using ProgramInputs = global::SeqGen.CompilerServices.ProgramInputs;
    using Reduction = global::SeqGen.CompilerServices.Reduction;
    using TrainingTile = global::SeqGen.CompilerServices.TrainingTile;
    using V = global::System.Runtime.Intrinsics.Vector512;
    using Vec = global::System.Runtime.Intrinsics.Vector512<float>;

    /// <summary>The programs of Model in 512-bit vectors.</summary>
    file sealed class Kernels512 : Kernels
    {
        public override int VectorBits => 512;

        public override void PredictOne(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.First_One(ref weights, ref packed, ref work, inputs);
            Layers.Dense_One(ref weights, ref packed, ref work, inputs);
            Layers.Add_One(ref weights, ref packed, ref work, inputs);
            Layers.Concatenate_One(ref weights, ref packed, ref work, inputs);
        }

        public override void PredictTile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.First_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Add_Tile(ref weights, ref packed, ref work, inputs);
            Layers.Concatenate_Tile(ref weights, ref packed, ref work, inputs);
        }

        public override void Step(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
        {
            Layers.First_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Dense_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Add_Stream(ref weights, ref packed, ref work, inputs);
            Layers.Concatenate_Stream(ref weights, ref packed, ref work, inputs);
        }

        public override void TrainForward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
        {
            Layers.First_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Dense_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Add_Train(ref weights, ref packed, ref work, inputs, tile);
            Layers.Concatenate_Train(ref weights, ref packed, ref work, inputs, tile);
        }

        public override void TrainBackward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
        {
            Layers.Concatenate_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Add_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Dense_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.First_Sum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.First_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
            Layers.Features_Sum_Backward(ref weights, ref packed, ref work, inputs, tile, ref gradient, ref lookups);
        }

        /// <summary>The layers, and the functions that they call.</summary>
        private static class Layers
        {
            /// <summary>Dense(3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void First_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, OneBuffers.First_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.First_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.First_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        Vec c1a0 = V.LoadUnsafe(ref bias);
                        Vec c2a0 = V.LoadUnsafe(ref bias);
                        Vec c3a0 = V.LoadUnsafe(ref bias);
                        Vec c4a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        for (nuint k = 0; k < 3; k++, w += 16)
                        {
                            {
                                Vec b00 = V.LoadUnsafe(ref b, w);
                                Vec x0 = V.Create(Unsafe.Add(ref x, k));
                                c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, k + 3));
                                c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, k + 6));
                                c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                Vec x3 = V.Create(Unsafe.Add(ref x, k + 9));
                                c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                Vec x4 = V.Create(Unsafe.Add(ref x, k + 12));
                                c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                            }
                        }
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
                    }
                }
            }

            /// <summary>Dense(3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                {
                    const int row = 0;
                    for (int t = 0; t < 5; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, OneBuffers.First_Values + row * 80 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, OneBuffers.Dense_Values + row * 80 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 1);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 32), sum0);
                            Unsafe.Add(ref values, 2) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 2);
                        }
                    }
                }
            }

            /// <summary>Add(3), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Add_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    for (int step = 0; step < 5; step++)
                    {
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Add_Input2 + row * 80 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = add of 3 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, OneBuffers.Add_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, OneBuffers.Dense_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, OneBuffers.First_Values + row * 80);
                    ref float input2 = ref Unsafe.Add(ref work, OneBuffers.Add_Input2 + row * 80);
                    for (nuint i = 0; i < 80; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref input0, i) + V.LoadUnsafe(ref input1, i) + V.LoadUnsafe(ref input2, i), ref merged, i);
                    }
                }
            }

            /// <summary>Concatenate(2), one sequence.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Concatenate_One(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[t] = the 2 inputs, concatenated
                {
                    const int row = 0;
                    for (int t = 0; t < 5; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.Add_Values + row * 80 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Concatenate_Values + row * 80 + t * 16), 3));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, OneBuffers.First_Values + row * 80 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, OneBuffers.Concatenate_Values + row * 80 + t * 16 + 3), 3));
                    }
                }
            }

            /// <summary>Dense(3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void First_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, TileBuffers.First_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.First_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.First_Kernel);
                        ref float a = ref x;
                        ref float valuesRow = ref values;
                        for (int m = 0; m < 4; m++)
                        {
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint k = 0; k < 3; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref a, k + 3));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref a, k + 6));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref a, k + 9));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref a, k + 12));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref valuesRow);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref valuesRow, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref valuesRow, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref valuesRow, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref valuesRow, 64);
                            }
                            a = ref Unsafe.Add(ref a, 15);
                            valuesRow = ref Unsafe.Add(ref valuesRow, 80);
                        }
                    }
                }
            }

            /// <summary>Dense(3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TileBuffers.First_Values + row * 80 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 80 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 1);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 32), sum0);
                            Unsafe.Add(ref values, 2) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 2);
                        }
                    }
                }
            }

            /// <summary>Add(3), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Add_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 5; step++)
                    {
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Add_Input2 + row * 80 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = add of 3 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TileBuffers.Add_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TileBuffers.Dense_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TileBuffers.First_Values + row * 80);
                    ref float input2 = ref Unsafe.Add(ref work, TileBuffers.Add_Input2 + row * 80);
                    for (nuint i = 0; i < 80; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref input0, i) + V.LoadUnsafe(ref input1, i) + V.LoadUnsafe(ref input2, i), ref merged, i);
                    }
                }
            }

            /// <summary>Concatenate(2), 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Concatenate_Tile(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[t] = the 2 inputs, concatenated
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.Add_Values + row * 80 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Concatenate_Values + row * 80 + t * 16), 3));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TileBuffers.First_Values + row * 80 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TileBuffers.Concatenate_Values + row * 80 + t * 16 + 3), 3));
                    }
                }
            }

            /// <summary>Dense(3), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void First_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, StreamBuffers.First_Values);
                    ref float bias = ref Unsafe.Add(ref packed, InferenceWeights.First_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, InferenceWeights.First_Kernel);
                        Vec c0a0 = V.LoadUnsafe(ref bias);
                        nuint w = 0;
                        {
                            Vec x0 = V.Create(x);
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 1));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 16), c0a0);
                        }
                        {
                            Vec x0 = V.Create(Unsafe.Add(ref x, 2));
                            c0a0 = V.FusedMultiplyAdd(x0, V.LoadUnsafe(ref b, w + 32), c0a0);
                        }
                        {
                            V.StoreUnsafe(c0a0, ref values);
                        }
                    }
                }
            }

            /// <summary>Dense(3), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        ref float x = ref Unsafe.Add(ref work, StreamBuffers.First_Values + row * 16 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, StreamBuffers.Dense_Values + row * 16 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 1);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, InferenceWeights.Dense_KernelTransposed + 32), sum0);
                            Unsafe.Add(ref values, 2) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, InferenceWeights.Dense_Bias + 2);
                        }
                    }
                }
            }

            /// <summary>Add(3), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Add_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                {
                    const int row = 0;
                    {
                        const int step = 0;
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 3 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, StreamBuffers.Add_Input2 + row * 16 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = add of 3 inputs, value by value
                {
                    const int row = 0;
                    ref float merged = ref Unsafe.Add(ref work, StreamBuffers.Add_Values + row * 16);
                    ref float input0 = ref Unsafe.Add(ref work, StreamBuffers.Dense_Values + row * 16);
                    ref float input1 = ref Unsafe.Add(ref work, StreamBuffers.First_Values + row * 16);
                    ref float input2 = ref Unsafe.Add(ref work, StreamBuffers.Add_Input2 + row * 16);
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref input0) + V.LoadUnsafe(ref input1) + V.LoadUnsafe(ref input2), ref merged);
                    }
                }
            }

            /// <summary>Concatenate(2), one step of a stream.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Concatenate_Stream(ref float weights, ref float packed, ref float work, ProgramInputs inputs)
            {
                // y[t] = the 2 inputs, concatenated
                {
                    const int row = 0;
                    {
                        const int t = 0;
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, StreamBuffers.Add_Values + row * 16 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, StreamBuffers.Concatenate_Values + row * 16 + t * 16), 3));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, StreamBuffers.First_Values + row * 16 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, StreamBuffers.Concatenate_Values + row * 16 + t * 16 + 3), 3));
                    }
                }
            }

            /// <summary>InputLayer, taken 2 times, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Features_Sum_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradients of all layers that take the output, added up.
                if (tile.WantInputGradient)
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float sum = ref Unsafe.Add(ref work, TrainBuffers.Features_InputGradient + row * 80);
                        ref float part0 = ref Unsafe.Add(ref work, TrainBuffers.Features_SumGradient0 + row * 80);
                        ref float part1 = ref Unsafe.Add(ref work, TrainBuffers.Features_SumGradient1 + row * 80);
                        for (nuint i = 0; i < 80; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref part0, i) + V.LoadUnsafe(ref part1, i), ref sum, i);
                        }
                    }
                }
            }

            /// <summary>Dense(3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void First_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                {
                    ref float x = ref inputs.Features;
                    ref float values = ref Unsafe.Add(ref work, TrainBuffers.First_Values);
                    ref float bias = ref Unsafe.Add(ref packed, TrainingWeights.First_Bias);
                    {
                        ref float b = ref Unsafe.Add(ref packed, TrainingWeights.First_Kernel);
                        ref float a = ref x;
                        ref float valuesRow = ref values;
                        for (int m = 0; m < 4; m++)
                        {
                            Vec c0a0 = V.LoadUnsafe(ref bias);
                            Vec c1a0 = V.LoadUnsafe(ref bias);
                            Vec c2a0 = V.LoadUnsafe(ref bias);
                            Vec c3a0 = V.LoadUnsafe(ref bias);
                            Vec c4a0 = V.LoadUnsafe(ref bias);
                            nuint w = 0;
                            for (nuint k = 0; k < 3; k++, w += 16)
                            {
                                {
                                    Vec b00 = V.LoadUnsafe(ref b, w);
                                    Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                    c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                    Vec x1 = V.Create(Unsafe.Add(ref a, k + 3));
                                    c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                    Vec x2 = V.Create(Unsafe.Add(ref a, k + 6));
                                    c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                    Vec x3 = V.Create(Unsafe.Add(ref a, k + 9));
                                    c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                    Vec x4 = V.Create(Unsafe.Add(ref a, k + 12));
                                    c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                }
                            }
                            {
                                V.StoreUnsafe(c0a0, ref valuesRow);
                            }
                            {
                                V.StoreUnsafe(c1a0, ref valuesRow, 16);
                            }
                            {
                                V.StoreUnsafe(c2a0, ref valuesRow, 32);
                            }
                            {
                                V.StoreUnsafe(c3a0, ref valuesRow, 48);
                            }
                            {
                                V.StoreUnsafe(c4a0, ref valuesRow, 64);
                            }
                            a = ref Unsafe.Add(ref a, 15);
                            valuesRow = ref Unsafe.Add(ref valuesRow, 80);
                        }
                    }
                }
            }

            /// <summary>Dense(3), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void First_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.First_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref inputs.Features;
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.First_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.First_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            for (int m = 0; m < 20; m++, left += 3, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref dz, right);
                                Vec x0 = V.Create(Unsafe.Add(ref x, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref x, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref x, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                        }
                        w += 48;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.First_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 20; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                if (tile.WantInputGradient)
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.First_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.Features_SumGradient0);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.First_KernelTransposed);
                            ref float a = ref dz;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 4; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref targetRow);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref targetRow, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref targetRow, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref targetRow, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref targetRow, 64);
                                }
                                a = ref Unsafe.Add(ref a, 80);
                                targetRow = ref Unsafe.Add(ref targetRow, 80);
                            }
                        }
                    }
                }
            }

            /// <summary>Dense(3), taken 3 times, backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void First_Sum_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradients of all layers that take the output, added up.
                {
                    for (int row = 0; row < 4; row++)
                    {
                        ref float sum = ref Unsafe.Add(ref work, TrainBuffers.First_OutputGradient + row * 80);
                        ref float part0 = ref Unsafe.Add(ref work, TrainBuffers.First_SumGradient0 + row * 80);
                        ref float part1 = ref Unsafe.Add(ref work, TrainBuffers.First_SumGradient1 + row * 80);
                        ref float part2 = ref Unsafe.Add(ref work, TrainBuffers.First_SumGradient2 + row * 80);
                        for (nuint i = 0; i < 80; i += 16)
                        {
                            V.StoreUnsafe(V.LoadUnsafe(ref part0, i) + V.LoadUnsafe(ref part1, i) + V.LoadUnsafe(ref part2, i), ref sum, i);
                        }
                    }
                }
            }

            /// <summary>Dense(3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y = linear(x . kernel + bias): [3] . [3 x 3]
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        ref float x = ref Unsafe.Add(ref work, TrainBuffers.First_Values + row * 80 + t * 16);
                        ref float values = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 80 + t * 16);
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed), sum0);
                            values = Reduction.Sum(sum0) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed + 16), sum0);
                            Unsafe.Add(ref values, 1) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias + 1);
                        }
                        {
                            Vec sum0 = Vec.Zero;
                            sum0 = V.FusedMultiplyAdd(V.LoadUnsafe(ref x), V.LoadUnsafe(ref packed, TrainingWeights.Dense_KernelTransposed + 32), sum0);
                            Unsafe.Add(ref values, 2) = Reduction.Sum(sum0) + Unsafe.Add(ref packed, TrainingWeights.Dense_Bias + 2);
                        }
                    }
                }
            }

            /// <summary>Dense(3), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Dense_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                ref float sumsGradient = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                // dkernel += x^T . dz, dbias += dz
                {
                    ref float x = ref Unsafe.Add(ref work, TrainBuffers.First_Values);
                    ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                    {
                        ref float g = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Kernel);
                        nuint w = 0;
                        {
                            nuint left = 0, right = 0;
                            Vec c0a0 = Vec.Zero;
                            Vec c1a0 = Vec.Zero;
                            Vec c2a0 = Vec.Zero;
                            for (int m = 0; m < 20; m++, left += 16, right += 16)
                            {
                                Vec d0 = V.LoadUnsafe(ref x, right);
                                Vec x0 = V.Create(Unsafe.Add(ref dz, left));
                                c0a0 = V.FusedMultiplyAdd(x0, d0, c0a0);
                                Vec x1 = V.Create(Unsafe.Add(ref dz, left + 1));
                                c1a0 = V.FusedMultiplyAdd(x1, d0, c1a0);
                                Vec x2 = V.Create(Unsafe.Add(ref dz, left + 2));
                                c2a0 = V.FusedMultiplyAdd(x2, d0, c2a0);
                            }
                            V.StoreUnsafe(c0a0 + V.LoadUnsafe(ref g, w), ref g, w);
                            V.StoreUnsafe(c1a0 + V.LoadUnsafe(ref g, w + 16), ref g, w + 16);
                            V.StoreUnsafe(c2a0 + V.LoadUnsafe(ref g, w + 32), ref g, w + 32);
                        }
                        w += 48;
                    }
                }
                ref float biasGradient = ref Unsafe.Add(ref gradient, PackedGradient.Dense_Bias);
                {
                    Vec sum0 = Vec.Zero;
                    nuint right = 0;
                    for (int m = 0; m < 20; m++, right += 16)
                    {
                        sum0 += V.LoadUnsafe(ref sumsGradient, right);
                    }
                    V.StoreUnsafe(sum0 + V.LoadUnsafe(ref biasGradient), ref biasGradient);
                }
                // dx = dz . kernel^T
                {
                    {
                        ref float dz = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient);
                        ref float target = ref Unsafe.Add(ref work, TrainBuffers.First_SumGradient0);
                        {
                            ref float b = ref Unsafe.Add(ref packed, TrainingWeights.Dense_KernelTransposed);
                            ref float a = ref dz;
                            ref float targetRow = ref target;
                            for (int m = 0; m < 4; m++)
                            {
                                Vec c0a0 = Vec.Zero;
                                Vec c1a0 = Vec.Zero;
                                Vec c2a0 = Vec.Zero;
                                Vec c3a0 = Vec.Zero;
                                Vec c4a0 = Vec.Zero;
                                nuint w = 0;
                                for (nuint k = 0; k < 3; k++, w += 16)
                                {
                                    {
                                        Vec b00 = V.LoadUnsafe(ref b, w);
                                        Vec x0 = V.Create(Unsafe.Add(ref a, k));
                                        c0a0 = V.FusedMultiplyAdd(x0, b00, c0a0);
                                        Vec x1 = V.Create(Unsafe.Add(ref a, k + 16));
                                        c1a0 = V.FusedMultiplyAdd(x1, b00, c1a0);
                                        Vec x2 = V.Create(Unsafe.Add(ref a, k + 32));
                                        c2a0 = V.FusedMultiplyAdd(x2, b00, c2a0);
                                        Vec x3 = V.Create(Unsafe.Add(ref a, k + 48));
                                        c3a0 = V.FusedMultiplyAdd(x3, b00, c3a0);
                                        Vec x4 = V.Create(Unsafe.Add(ref a, k + 64));
                                        c4a0 = V.FusedMultiplyAdd(x4, b00, c4a0);
                                    }
                                }
                                {
                                    V.StoreUnsafe(c0a0, ref targetRow);
                                }
                                {
                                    V.StoreUnsafe(c1a0, ref targetRow, 16);
                                }
                                {
                                    V.StoreUnsafe(c2a0, ref targetRow, 32);
                                }
                                {
                                    V.StoreUnsafe(c3a0, ref targetRow, 48);
                                }
                                {
                                    V.StoreUnsafe(c4a0, ref targetRow, 64);
                                }
                                a = ref Unsafe.Add(ref a, 80);
                                targetRow = ref Unsafe.Add(ref targetRow, 80);
                            }
                        }
                    }
                }
            }

            /// <summary>Add(3), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Add_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                for (int row = 0; row < 4; row++)
                {
                    for (int step = 0; step < 5; step++)
                    {
                        {
                            const int segment = 0;
                            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref inputs.Features, row * 15 + step * 3 + segment * 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Add_Input2 + row * 80 + step * 16 + segment * 3), 3));
                        }
                    }
                }
                // y = add of 3 inputs, value by value
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Add_Values + row * 80);
                    ref float input0 = ref Unsafe.Add(ref work, TrainBuffers.Dense_Values + row * 80);
                    ref float input1 = ref Unsafe.Add(ref work, TrainBuffers.First_Values + row * 80);
                    ref float input2 = ref Unsafe.Add(ref work, TrainBuffers.Add_Input2 + row * 80);
                    for (nuint i = 0; i < 80; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref input0, i) + V.LoadUnsafe(ref input1, i) + V.LoadUnsafe(ref input2, i), ref merged, i);
                    }
                }
            }

            /// <summary>Add(3), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Add_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // The gradient of each input; of what stands for several values, the sum of theirs.
                for (int row = 0; row < 4; row++)
                {
                    ref float merged = ref Unsafe.Add(ref work, TrainBuffers.Add_Values + row * 80);
                    ref float outputGradient = ref Unsafe.Add(ref work, TrainBuffers.Add_OutputGradient + row * 80);
                    ref float gradient0 = ref Unsafe.Add(ref work, TrainBuffers.Dense_OutputGradient + row * 80);
                    ref float gradient1 = ref Unsafe.Add(ref work, TrainBuffers.First_SumGradient1 + row * 80);
                    ref float gradient2 = ref Unsafe.Add(ref work, TrainBuffers.Features_SumGradient1 + row * 80);
                    for (nuint i = 0; i < 80; i += 16)
                    {
                        V.StoreUnsafe(V.LoadUnsafe(ref outputGradient, i), ref gradient0, i);
                        V.StoreUnsafe(V.LoadUnsafe(ref outputGradient, i), ref gradient1, i);
                        V.StoreUnsafe(V.LoadUnsafe(ref outputGradient, i), ref gradient2, i);
                    }
                }
            }

            /// <summary>Concatenate(2), training, 4 sequences.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Concatenate_Train(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile)
            {
                // y[t] = the 2 inputs, concatenated
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Add_Values + row * 80 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Concatenate_Values + row * 80 + t * 16), 3));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.First_Values + row * 80 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Concatenate_Values + row * 80 + t * 16 + 3), 3));
                    }
                }
            }

            /// <summary>Concatenate(2), backwards: gradients of its weights and of its input.</summary>
            [MethodImplAttribute(MethodImplOptions.AggressiveOptimization)]
            public static void Concatenate_Backward(ref float weights, ref float packed, ref float work, ProgramInputs inputs, in TrainingTile tile, ref float gradient, ref float lookups)
            {
                // Each input's part of the gradient.
                for (int row = 0; row < 4; row++)
                {
                    for (int t = 0; t < 5; t++)
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Concatenate_OutputGradient + row * 80 + t * 16), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.Add_OutputGradient + row * 80 + t * 16), 3));
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work, TrainBuffers.Concatenate_OutputGradient + row * 80 + t * 16 + 3), 3).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, TrainBuffers.First_SumGradient2 + row * 80 + t * 16), 3));
                    }
                }
            }
        }
    }
}
